using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Gemma 3 (Gemma Team 2025), and the text part of those that see pictures: Gemma 2 with norms of queries and keys, and another theta where there is a
/// window.</summary>
internal static class Gemma3
{
    public const string TextType = "gemma3_text", PictureType = "gemma3";

    public static DecoderConfig Read(ConfigFile file)
    {
        var config = Gemma2.Of(file, DecoderConfig.Read(file, "Gemma3", Gemma2.Defaults with { MaxPositions = 131072 }), null, null);
        var every = file.Size("sliding_window_pattern", file.Size("_sliding_window_pattern", 6));
        var types = LayerTypes.Read(file, config.LayerCount, i => (i + 1) % every != 0);
        var full = Rope.Read(file, config.HeadSize, new RopeDefaults { Theta = 1e6, LayerType = LayerTypes.Full });
        var sliding = Rope.Read(file, config.HeadSize, new RopeDefaults
        {
            ThetaKey = "rope_local_base_freq",
            LayerType = LayerTypes.Sliding,
            IsScaled = false
        });
        return config with
        {
            Classes = ("Gemma3ForCausalLM", "Gemma3TextForSequenceClassification"),
            QueryKeyNorm = QueryKeyNorm.Head,
            Ropes = [.. types.Select(t => t == LayerTypes.Sliding ? sliding : full)],
            Windows = LayerTypes.Windows(file, types, LayerTypes.Window(file, 4096)),
            Rename = TextPart,
        };
    }

    /// <summary>The config.json of the text part alone, with what a file that also sees pictures leaves to the family's defaults.</summary>
    /// <exception cref="CheckpointException">text_config is missing.</exception>
    public static JsonObject TextOf(ConfigFile file)
    {
        var text = (file.Object("text_config") ?? throw file.Wrong("text_config", "is missing")).Json.DeepClone().AsObject();
        text["model_type"] = TextType;
        text["vocab_size"] ??= 262208;
        text["hidden_size"] ??= 2304;
        text["intermediate_size"] ??= 9216;
        text["num_hidden_layers"] ??= 26;
        text["num_attention_heads"] ??= 8;
        text["num_key_value_heads"] ??= 4;
        foreach (var key in new[] { "bos_token_id", "eos_token_id", "pad_token_id", "dtype", "torch_dtype", "tie_word_embeddings", "quantization_config",
            "transformers_version" })
            if (file.Json[key] is { } value) text[key] = value.DeepClone();
        text["architectures"] = new JsonArray(Class(file));
        return text;
    }

    private static string Class(ConfigFile file) =>
        file.Json["architectures"]?.ToJsonString().Contains("ForSequenceClassification", StringComparison.Ordinal) == true
            ? "Gemma3TextForSequenceClassification" : "Gemma3ForCausalLM";

    /// <summary>Files of a model that sees pictures hold the text part under language_model; the rest of them is left out.</summary>
    private static string? TextPart(string stored)
    {
        var name = stored.StartsWith("model.language_model.", StringComparison.Ordinal) || stored.StartsWith("model.vision_tower.", StringComparison.Ordinal)
            || stored.StartsWith("model.multi_modal_projector.", StringComparison.Ordinal) ? stored["model.".Length..] : stored;
        if (name.StartsWith("vision_tower.", StringComparison.Ordinal) || name.StartsWith("multi_modal_projector.", StringComparison.Ordinal)) return null;
        return name.StartsWith("language_model.", StringComparison.Ordinal) ? name["language_model.".Length..] : name;
    }
}
