namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Phi-3 and Phi-4-mini (Abdin et al. 2024): Llama with one matrix for queries, keys and values, and one for gate and up; a part of each head may
/// turn.</summary>
internal static class Phi3
{
    private static readonly Dictionary<string, string> s_oldKinds = new(StringComparer.Ordinal) { ["su"] = "longrope", ["yarn"] = "longrope" };

    public static DecoderConfig Read(ConfigFile file)
    {
        var config = DecoderConfig.Read(file, nameof(Phi3), new DecoderDefaults
        {
            NormEpsilon = 1e-5,
            MaxPositions = 4096,
            Rope = new() { Share = 1, OldKinds = s_oldKinds, OriginalPositions = 4096 },
        });
        return config with
        {
            Names = new() { QueryKeyValue = "qkv_proj", Gate = null, GateUp = "gate_up_proj" },
            Windows = [.. Enumerable.Repeat(LayerTypes.Window(file), config.LayerCount)],
            LoraTargets = ["qkv_proj"],
        };
    }
}
