using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>layer_types: which layers see all places before them, and which a window.</summary>
internal static class LayerTypes
{
    public const string Full = "full_attention", Sliding = "sliding_attention";

    /// <summary>One entry a layer; where config.json has none, what the family's older files mean.</summary>
    /// <param name="isSliding">Of a layer's number, in a file without layer_types.</param>
    /// <exception cref="CheckpointException">There are more or fewer than layers, or one is of another kind.</exception>
    public static string[] Read(ConfigFile file, int layers, Func<int, bool> isSliding)
    {
        if (file.Json["layer_types"] is not { } types) return [.. Enumerable.Range(0, layers).Select(i => isSliding(i) ? Sliding : Full)];
        string[] kinds = types is JsonArray list ? [.. list.Select(t => t?.ToString() ?? "")] : [];
        return kinds.Length == layers && kinds.All(k => k is Full or Sliding)
            ? kinds
            : throw file.Wrong("layer_types", $"is {types.ToJsonString()}; {layers} times '{Full}' or '{Sliding}' is expected");
    }

    /// <summary>The window of each layer that has one.</summary>
    public static int?[] Windows(IEnumerable<string> types, int? window) => [.. types.Select(t => t == Sliding ? window : null)];
}
