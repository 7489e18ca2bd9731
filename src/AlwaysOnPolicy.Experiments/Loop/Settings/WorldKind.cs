namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum WorldKind
{
    Files,
    Miniature,
}
