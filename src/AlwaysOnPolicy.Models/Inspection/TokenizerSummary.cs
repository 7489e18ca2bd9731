using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;

namespace AlwaysOnPolicy.Models.Inspection;

/// <summary>What a folder's tokenizer is.</summary>
/// <param name="Kind">Such as "byte-level BPE", "Unigram", "WordPiece".</param>
/// <param name="Size">Highest id + 1; null where the tokenizer cannot be used.</param>
/// <param name="ChatTemplate">What of its chat template works, in a sentence or two; null where there is none.</param>
/// <param name="Problem">Why it cannot be used here, in one sentence or two; null where it can.</param>
public sealed record TokenizerSummary(string Kind, int? Size, string? ChatTemplate, string? Problem)
{
    internal static TokenizerSummary Read(string folder)
    {
        try
        {
            var tokenizer = ModelFolder.LoadTokenizer(folder);
            return new(KindOf(folder), tokenizer.VocabularySize, tokenizer.Template is null ? null : ChatTemplateLook.At(tokenizer), null);
        }
        catch (CheckpointException e)
        {
            return new(KindOf(folder), null, null, e.Message);
        }
    }

    private static string KindOf(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path)) return "none";
        try
        {
            var json = JsonFile.Read(path);
            var model = json["model"] as JsonObject;
            var type = model?["type"]?.ToString() ?? (model?["merges"] is not null ? "BPE" : "unknown");
            if (type != "BPE") return type;
            if (Uses(json, "ByteLevel")) return "byte-level BPE";
            return model!["byte_fallback"] is JsonValue fallback && fallback.TryGetValue<bool>(out var on) && on ? "BPE with byte fallback" : "BPE";
        }
        catch (CheckpointException)
        {
            return "unreadable";
        }
    }

    private static bool Uses(JsonObject json, string component) =>
        new[] { "pre_tokenizer", "decoder" }.Any(k => json[k]?.ToJsonString().Contains($"\"{component}\"", StringComparison.Ordinal) == true);
}
