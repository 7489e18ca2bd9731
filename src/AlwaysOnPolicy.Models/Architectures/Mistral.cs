namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Mistral 7B (Jiang et al. 2023): Llama without biases, its attention in a sliding window.</summary>
internal static class Mistral
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = DecoderConfig.Read(file, nameof(Mistral), new DecoderDefaults { MaxPositions = 131072 });
        return config with { Windows = [.. Enumerable.Repeat(LayerTypes.Window(file, 4096), config.LayerCount)] };
    }
}
