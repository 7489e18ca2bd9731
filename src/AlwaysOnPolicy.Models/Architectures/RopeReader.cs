namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Reads rotary positions as config.json spells them: rope_scaling beside rope_theta (transformers 4), or rope_parameters (5).</summary>
internal static class RopeReader
{
    private const string New = "rope_parameters", Old = "rope_scaling";
    private static readonly string[] s_layerTypes = [LayerTypes.Full, LayerTypes.Sliding];

    /// <exception cref="CheckpointException">A scaling that is not built here, or one that lacks a number.</exception>
    public static Rope Read(ConfigFile file, int headSize, RopeDefaults defaults)
    {
        var options = Options(file, defaults);
        var theta = options.Json["rope_theta"] is null ? file.Positive(defaults.ThetaKey, defaults.Theta) : options.Positive("rope_theta");
        var size = Turned(file, options, headSize, defaults);
        var kind = options.Get("rope_type", options.Get("type", "default"));
        kind = defaults.OldKinds.GetValueOrDefault(kind, kind);
        return RopeScaling.Build(kind, new RopeScaling.Shape(file, options, size, theta, defaults.OriginalPositions));
    }

    /// <summary>The object that holds the scaling. Where there are both spellings the older one counts, as in transformers.</summary>
    private static ConfigFile Options(ConfigFile file, RopeDefaults defaults)
    {
        var (old, parameters) = (defaults.IsScaled ? file.Object(Old) : null, file.Object(New));
        if (defaults.LayerType is { } type) return OfLayer(file, old, parameters, type);
        if (old is { Json.Count: > 0 }) return old;
        if (parameters is null) return new ConfigFile([], file.Path);
        if (s_layerTypes.FirstOrDefault(parameters.Json.ContainsKey) is { } entry)
            throw file.Wrong(New, $"has an entry '{entry}', which this model_type does not know: its layers all turn alike");
        return parameters;
    }

    /// <summary>The entry for a kind of layer; what rope_scaling has is put over it.</summary>
    private static ConfigFile OfLayer(ConfigFile file, ConfigFile? old, ConfigFile? parameters, string type)
    {
        if (parameters is { Json.Count: > 0 } && !s_layerTypes.Any(parameters.Json.ContainsKey))
            throw file.Wrong(New, $"is {parameters.Json.ToJsonString()}; entries {string.Join(" and ", s_layerTypes)} are expected");
        var entry = parameters?.Object(type);
        if (old is null) return entry ?? new ConfigFile([], file.Path);
        var merged = entry?.Json.DeepClone().AsObject() ?? [];
        foreach (var (key, value) in old.Json) merged[key == "type" ? "rope_type" : key] = value?.DeepClone();
        return new ConfigFile(merged, file.Path, $"{Old}.");
    }

    /// <summary>How many of a head's places turn.</summary>
    private static int Turned(ConfigFile file, ConfigFile options, int headSize, RopeDefaults defaults)
    {
        const string Key = "partial_rotary_factor";
        var (place, key) = options.Json[Key] is not null ? (options, Key) : (file, file.Json[Key] is not null ? Key : defaults.ShareKey);
        if (defaults.Share is not { } usual)
        {
            place.Require(key, 1.0, 1.0);
            return headSize;
        }
        var share = place.Positive(key, usual);
        var size = (int)(headSize * share);
        return share <= 1 && size >= 2 && size % 2 == 0 ? size : throw place.Wrong(key, $"is {share}, which makes {size} of a head's {headSize} places turn; " +
            "an even number of them is needed");
    }
}
