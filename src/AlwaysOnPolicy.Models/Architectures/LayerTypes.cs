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

    /// <summary>sliding_window: absent it is the family's own, null is none.</summary>
    public static int? Window(ConfigFile file, int? otherwise = null) =>
        file.Json.TryGetPropertyValue("sliding_window", out var window) ? window is null ? null : file.Size("sliding_window") : otherwise;

    /// <summary>The window of each layer that has one.</summary>
    /// <exception cref="CheckpointException">A layer needs one, and there is none.</exception>
    public static int?[] Windows(ConfigFile file, IReadOnlyList<string> types, int? window)
    {
        if (window is not null) return [.. types.Select(t => t == Sliding ? window : null)];
        return !types.Contains(Sliding)
            ? []
            : throw file.Wrong("layer_types", $"has '{Sliding}', but sliding_window is null or not used; give those layers a window, or make them '{Full}'");
    }
}
