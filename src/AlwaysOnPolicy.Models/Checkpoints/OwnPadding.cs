using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>A padding token that ends no row. transformers scores the last token that is not padding: where padding is end-of-text too, as GPT-2's users set
/// it, the score of an answer that ended would be taken one token earlier.</summary>
internal static class OwnPadding
{
    private const string NewToken = "<|pad|>";
    private static readonly string[] s_usual = [NewToken, "<pad>", "[PAD]"];

    /// <summary>The tokenizer's own padding where it is fit, else a usual one of its vocabulary, else the first id behind it, which needs
    /// <see cref="Write"/>.</summary>
    public static int Choose(Tokenizer tokenizer, GenerationDefaults? generation)
    {
        int?[] ends = [tokenizer.EosId, tokenizer.BosId, TurnEnd.OfChat(tokenizer), .. (generation ?? new()).EosIds.Select(i => (int?)i)];
        return s_usual.Select(tokenizer.IdOf).Prepend(tokenizer.PadId).FirstOrDefault(id => id is not null && !ends.Contains(id)) ?? tokenizer.VocabularySize;
    }

    /// <summary>Makes the id the tokenizer's padding in the files of a folder; an id behind its vocabulary becomes a new token.</summary>
    /// <returns>False, with nothing changed, where the folder has no tokenizer.json to which a token could be added.</returns>
    public static bool Write(string folder, Tokenizer tokenizer, int id)
    {
        var isNew = id >= tokenizer.VocabularySize;
        var content = isNew ? NewToken : tokenizer.TokenOf(id);
        if (isNew && !File.Exists(Path.Combine(folder, TokenizerFiles.Main))) return false;
        if (isNew) Edit(folder, TokenizerFiles.Main, json => Added(json).Add(Entry(id, content)));
        Edit(folder, TokenizerFiles.Config, json =>
        {
            json["pad_token"] = content;
            if (isNew && json["added_tokens_decoder"] is JsonObject tokens) tokens[$"{id}"] = Entry(null, content);
        });
        if (File.Exists(Path.Combine(folder, TokenizerFiles.SpecialTokensMap)))
            Edit(folder, TokenizerFiles.SpecialTokensMap, json => json["pad_token"] = content);
        return true;
    }

    private static JsonArray Added(JsonObject json)
    {
        if (json["added_tokens"] is JsonArray list) return list;
        json["added_tokens"] = list = [];
        return list;
    }

    private static JsonObject Entry(int? id, string content)
    {
        var entry = new JsonObject
        {
            ["content"] = content,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true
        };
        if (id is { } number) entry.Insert(0, "id", number);
        return entry;
    }

    private static void Edit(string folder, string file, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, file);
        var json = File.Exists(path) ? JsonFile.Read(path) : [];
        change(json);
        JsonFile.Write(path, json);
    }
}
