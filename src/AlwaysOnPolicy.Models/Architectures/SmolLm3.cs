using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>SmolLM3 (Hugging Face 2025): Llama with layers that do not turn their queries and keys.</summary>
internal static class SmolLm3
{
    public static DecoderConfig Read(ConfigFile file)
    {
        file.Size("num_key_value_heads");   // absent it would not mean what it means for Llama: it must be there
        var config = DecoderConfig.Read(file, "SmolLM3", new DecoderDefaults
        {
            TieEmbeddings = true,
            MaxPositions = 32768,
            Rope = new() { Theta = 2e6 },
        }).WithBiases(file);
        var turns = Turns(file, config.LayerCount);
        var window = file.Get("use_sliding_window", false) ? LayerTypes.Window(file) : null;
        return config with
        {
            Ropes = [.. config.Ropes.Zip(turns, (rope, isTurned) => isTurned ? rope : null)],
            Windows = LayerTypes.Windows(file, LayerTypes.Read(file, config.LayerCount, i => window is not null && !turns[i]), window),
        };
    }

    /// <summary>no_rope_layers means the opposite of its name: 1 is a layer that turns.</summary>
    private static bool[] Turns(ConfigFile file, int layers)
    {
        var every = file.Size("no_rope_layer_interval", 4);
        if (file.Json["no_rope_layers"] is not { } node) return [.. Enumerable.Range(0, layers).Select(i => (i + 1) % every != 0)];
        int[] given = node is JsonArray list && list.All(n => n is JsonValue v && v.TryGetValue<int>(out var flag) && flag is 0 or 1)
            ? [.. list.Select(n => n!.GetValue<int>())] : [];
        return given.Length >= layers
            ? [.. given.Take(layers).Select(g => g == 1)]
            : throw file.Wrong("no_rope_layers", $"is {node.ToJsonString()}; 0 or 1 for each of {layers} layers is expected");
    }
}
