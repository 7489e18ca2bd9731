namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>A setting to use.</summary>
/// <param name="Name">Its key in a settings file, such as "ppo.score_factor".</param>
/// <param name="Value">As it is written there.</param>
public sealed record SettingAdvice(string Name, string Value)
{
    /// <summary>As <c>--set</c> takes it.</summary>
    public override string ToString() => $"{Name}={Value}";
}
