using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Tokenizers.Pipelines;

/// <summary>The settings that go beside a trained model, so that transformers 5 computes the ids that the model was trained with.</summary>
/// <remarks>Its classes build normalizer, pre-tokenizer and decoder themselves and take only vocabulary and template of tokenizer.json. Where the file's own
/// are others, the class is written as TokenizersBackend, which takes the whole file; what the class would have added is then written out.</remarks>
internal static class SavedSettings
{
    private const string WholeFile = "TokenizersBackend";

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of tokenizer_config.json; null where it stays as it was read.</summary>
    /// <param name="config">Of tokenizer_config.json; null where there is none.</param>
    /// <param name="tokenizer">Of tokenizer.json.</param>
    public static byte[]? Of(TokenizerSettings settings, byte[]? config, byte[] tokenizer)
    {
        if (BuildsTheSame(settings.Class, JsonNode.Parse(Text(tokenizer))!.AsObject())) return null;
        var json = config is null ? [] : JsonNode.Parse(Text(config))!.AsObject();
        json["tokenizer_class"] = WholeFile;
        foreach (var (name, token) in settings.Special)
            if (json[name] is null) json[name] = token.Content;
        if (TokenizerClass.AddsBosAndEos(settings.Class)) (json["add_bos_token"], json["add_eos_token"]) = (settings.AddBos, settings.AddEos);
        return JsonSerializer.SerializeToUtf8Bytes(json, s_json);
    }

    /// <summary>Whether transformers 5's class builds what the file says; true of classes that take the file as it is.</summary>
    private static bool BuildsTheSame(string tokenizerClass, JsonObject file)
    {
        var (normalizer, splitter) = (file["normalizer"], file["pre_tokenizer"]);
        return tokenizerClass switch
        {
            "LlamaTokenizer" => normalizer is null && TypeOf(splitter) == "Metaspace" && splitter!["split"]?.GetValue<bool>() == false,
            "GemmaTokenizer" => TypeOf(normalizer) == "Replace" && TypeOf(splitter) == "Split",
            "GPT2Tokenizer" or "RobertaTokenizer" => normalizer is null && TypeOf(splitter) == "ByteLevel",
            "Qwen2Tokenizer" => TypeOf(normalizer) == "NFC" && TypeOf(splitter) == "Sequence"
            && splitter!["pretokenizers"]!.AsArray() is [var first, var second]
                && TypeOf(first) == "Split" && TypeOf(second) == "ByteLevel",
            "T5Tokenizer" or "DebertaV2Tokenizer" => false,
            _ => true,
        };
    }

    private static string? TypeOf(JsonNode? component) => (component as JsonObject)?["type"]?.GetValue<string>();

    private static ReadOnlySpan<byte> Text(byte[] bytes) => bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
}
