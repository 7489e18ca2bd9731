namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>Something that the look at a reward found.</summary>
/// <param name="Settings">That mend it.</param>
internal sealed record RewardFinding(FindingWeight Weight, string Text, params SettingAdvice[] Settings);

internal enum FindingWeight
{
    Remark,
    Cured,
    NoCure,
    Unusable,
}
