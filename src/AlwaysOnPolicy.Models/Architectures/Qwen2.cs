namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on queries, keys and values, and a sliding window in the upper layers where asked.</summary>
internal static class Qwen2
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    public static RotaryDecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = RotaryDecoderConfig.Read(file, nameof(Qwen2));
        return config with { QueryKeyValueBias = true, Windows = file.Get("use_sliding_window", false) ? Windows(file, config.LayerCount) : [] };
    }

    /// <summary>layer_types says which layers have the window; older files give the number of the first.</summary>
    private static int?[] Windows(ConfigFile file, int layers)
    {
        int? window = file.Size("sliding_window", 4096);
        var first = file.Get("max_window_layers", 28);
        if (file.Json["layer_types"] is not { } types) return [.. Enumerable.Range(0, layers).Select(i => i >= first ? window : null)];
        string[] kinds = types is System.Text.Json.Nodes.JsonArray list ? [.. list.Select(t => t?.ToString() ?? "")] : [];
        if (kinds.Length != layers || kinds.Any(k => k is not (Full or Sliding)))
            throw file.Wrong("layer_types", $"is {types.ToJsonString()}; {layers} times '{Full}' or '{Sliding}' is expected");
        return [.. kinds.Select(k => k == Sliding ? window : null)];
    }
}
