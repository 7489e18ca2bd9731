using AlwaysOnPolicy.Chat.Scoring;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Where rewards come from: one of a reward model, a scorer, a pattern, a length.</summary>
public sealed record RewardSource
{
    /// <summary>A reward model's HuggingFace folder, or its owner/name: one that was trained here, or a published one that an adapter reads.</summary>
    [PathSetting(AllowsHubId = true)] public string? Model { get; init; }

    /// <summary>Holds a published decoder's weights as bfloat16, in half of the memory.</summary>
    public bool Bfloat16 { get; init; }

    /// <inheritdoc cref="ScorerSettings"/>
    public ScorerSettings? Scorer { get; init; }

    /// <inheritdoc cref="PatternReward"/>
    public PatternReward? Regex { get; init; }

    /// <inheritdoc cref="LengthReward"/>
    public LengthReward? Length { get; init; }

    /// <exception cref="SettingsException">None or several are named, or the one is wrong.</exception>
    internal void Check()
    {
        object?[] all = [Model, Scorer, Regex, Length];
        switch (all.Count(s => s is not null))
        {
            case 0:
                throw new SettingsException(
                "No reward is named: give --reward, or one of reward.model, reward.scorer, reward.regex and reward.length in the settings file.");
            case > 1: throw new SettingsException("Several rewards are named: keep one of reward.model, reward.scorer, reward.regex and reward.length.");
        }
        if (Scorer is not null) HttpRewardModel.Check(Scorer);
        if (Regex is not null) new RegexRewardModel(Regex.Pattern, Regex.Count).Dispose();
    }
}
