namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The held-out sets by the names that messages, splits and checks give them.</summary>
internal static class HeldOutNames
{
    public const string Probe = "probe questions";
    public const string FewShot = "few-shot questions";
    public const string Test = "test prompts";
    public const string Pairs = "held-out pairs";
}
