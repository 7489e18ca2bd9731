namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Where model and data come from.</summary>
public enum WorldKind
{
    /// <summary>The user's own files.</summary>
    Files,

    /// <summary>The embedded world, with a known truth.</summary>
    Miniature,
}
