using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Training;

/// <summary>A byte-level BPE that was learnt.</summary>
/// <param name="Tokens">By id.</param>
/// <param name="Merges">In the order in which they are applied.</param>
public sealed record ByteBpe(IReadOnlyList<string> Tokens, IReadOnlyList<(string Left, string Right)> Merges)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>Writes tokenizer.json and tokenizer_config.json as the tokenizers library and transformers read them.</summary>
    /// <param name="specialTokens">The first tokens, which no text is split into unless it spells them.</param>
    /// <param name="settings">Of tokenizer_config.json, besides the class: eos_token, pad_token, chat_template.</param>
    public void Write(string folder, IReadOnlyList<string> specialTokens, IReadOnlyDictionary<string, string> settings, int maxLength)
    {
        Directory.CreateDirectory(folder);
        JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. specialTokens.Select((t, i) => (JsonNode)new JsonObject
            {
                ["id"] = i,
                ["content"] = t,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = true,
            })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = new JsonObject(Tokens.Select((t, i) => KeyValuePair.Create(t, (JsonNode?)i))),
                ["merges"] = new JsonArray([.. Merges.Select(m => (JsonNode)$"{m.Left} {m.Right}")]),
            },
        };
        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["clean_up_tokenization_spaces"] = false,
            ["model_max_length"] = maxLength
        };
        foreach (var (key, value) in settings) config[key] = value;
        Durable.WriteText(Path.Combine(folder, TokenizerFiles.Main), tokenizer.ToJsonString(s_json) + "\n");
        Durable.WriteText(Path.Combine(folder, TokenizerFiles.Config), config.ToJsonString(s_json) + "\n");
    }
}
