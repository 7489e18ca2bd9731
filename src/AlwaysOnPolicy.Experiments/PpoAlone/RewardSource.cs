using AlwaysOnPolicy.Chat.Scoring;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

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

    /// <summary>Loads or makes the reward, where no policy says how tokens are counted.</summary>
    /// <param name="format">Of models trained here on a policy's trunk, which keep no form of their own.</param>
    /// <param name="setting">Who names it, for messages.</param>
    /// <exception cref="SettingsException">None or several are named, the one is wrong, or it counts tokens.</exception>
    /// <exception cref="CheckpointException">The reward model's folder is none.</exception>
    public IRewardModel Open(PromptFormatOptions format, string setting)
    {
        Check();
        if (Length is { Unit: LengthUnit.Tokens })
            throw new SettingsException($"{setting} counts tokens, and no policy says whose: count words, as length:{Length.Target}.");
        return Open(Model is null ? null : ModelPlace.CheckedFolderOf(Model, setting), format, null);
    }

    /// <param name="folder">The reward model's; null where it is none.</param>
    /// <param name="tokenizer">The policy's, which a length in tokens needs.</param>
    internal IRewardModel Open(string? folder, PromptFormatOptions format, Tokenizer? tokenizer) => this switch
    {
        { Model: not null } => RewardModels.Load(folder!, Bfloat16, format),
        { Scorer: { } scorer } => new HttpRewardModel(scorer),
        { Regex: { } pattern } => new RegexRewardModel(pattern.Pattern, pattern.Count),
        { Length: { Unit: LengthUnit.Tokens } length } => LengthRewardModel.InTokens(length.Target, tokenizer!),
        _ => LengthRewardModel.InWords(Length!.Target),
    };

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
