namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Qwen3 (Qwen Team 2025): Qwen2 without its biases, with a norm of each head's queries and keys.</summary>
internal static class Qwen3
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = DecoderConfig.Read(file, nameof(Qwen3), new DecoderDefaults { HeadSize = 128, MaxPositions = 32768 }).WithBiases(file);
        return config with { MlpBias = false, QueryKeyNorm = QueryKeyNorm.Head, Windows = Qwen2.Windows(file, config.LayerCount) };
    }
}
