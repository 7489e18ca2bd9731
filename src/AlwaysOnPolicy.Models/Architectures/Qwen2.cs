namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on queries, keys and values, and a sliding window in the upper layers where
/// asked.</summary>
internal static class Qwen2
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = DecoderConfig.Read(file, nameof(Qwen2), new DecoderDefaults { MaxPositions = 32768 });
        return config with { QueryKeyValueBias = true, Windows = Windows(file, config.LayerCount) };
    }

    /// <summary>layer_types says which layers have the window; older files give the number of the first.</summary>
    public static int?[] Windows(ConfigFile file, int layers)
    {
        var window = file.Get("use_sliding_window", false) ? LayerTypes.Window(file, 4096) : null;
        var first = file.Get("max_window_layers", 28);
        return LayerTypes.Windows(file, LayerTypes.Read(file, layers, i => window is not null && i >= first), window);
    }
}
