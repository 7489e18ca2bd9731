namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Mistral 7B (Jiang et al. 2023): Llama without biases, its attention in a sliding window.</summary>
internal static class Mistral
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = DecoderConfig.Read(file, nameof(Mistral));
        // A key that is absent means 4096, as in transformers; null means no window.
        int? window = !file.Json.ContainsKey("sliding_window") ? 4096 : file.Json["sliding_window"] is null ? null : file.Size("sliding_window");
        return config with { Windows = [.. Enumerable.Repeat(window, config.LayerCount)] };
    }
}
