namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Reward rises together with something that reward models wrongly like.</summary>
internal sealed class RewardHackingMonitor : IPpoMonitor
{
    private readonly StepWindow _reward = new(10), _spread = new(10), _trait = new(10);
    private readonly Func<PpoStepRecord, double> _of;
    private readonly Func<StepWindow, bool> _rose;
    private readonly Func<StepWindow, string> _tell;

    private RewardHackingMonitor(Func<PpoStepRecord, double> of, Func<StepWindow, bool> rose, Func<StepWindow, string> tell) =>
        (_of, _rose, _tell) = (of, rose, tell);

    /// <summary>Answers half as long again as at the start.</summary>
    public static RewardHackingMonitor Length() => new(r => r.AnswerTokens, w => w.Last > 1.5 * w.First,
        w => $"length: answers grew from {w.First:0.0} to {w.Last:0.0} tokens while # Read the samples. If they only got longer, the reward model likes " +
            "length: set " +
            "PpoOptions.LengthPenalty, or raise PpoOptions.InitKlCoef.");

    /// <summary>A fifth more of each answer said before.</summary>
    public static RewardHackingMonitor Repetition() => new(r => r.Repetition, w => w.Last > w.First + 0.2,
        w => $"repetition: the share of token pairs that stood in their answer before rose from {w.First:0.00} to {w.Last:0.00} while # Read the samples. If " +
            "they got " +
            "worse, the reward model likes repetition: raise PpoOptions.InitKlCoef, or train it on pairs that show the fault.");

    public string? Look(PpoStepRecord record)
    {
        _reward.Add(record.RewardMean);
        _spread.Add(record.RewardDeviation);
        _trait.Add(_of(record));
        if (!_reward.IsFull || _reward.Last < _reward.First + (0.5 * _spread.First) || !_rose(_trait)) return null;
        return "Reward hacking, " + _tell(_trait).Replace("#", $"the reward rose from {_reward.First:0.00} to {_reward.Last:0.00}.", StringComparison.Ordinal);
    }
}
