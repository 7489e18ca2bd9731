namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A test question with the answers of the last policies and the verdicts on them.</summary>
/// <param name="Domain">Null where unknown.</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">SFT first, then the arms.</param>
/// <param name="Verdicts">What the judge said of each two answers.</param>
public sealed record AnsweredRow(string? Domain, string Question, IReadOnlyList<SampleAnswer> Answers, IReadOnlyList<AnsweredVerdict> Verdicts)
{
    /// <summary>How far the answers' rewards lie apart; null where they were not scored.</summary>
    public double? RewardSpread => Answers.Any(a => a.Reward is null) ? null : Answers.Max(a => a.Reward) - Answers.Min(a => a.Reward);

    /// <summary>By how much the judge went against the reward model: the largest lead in reward of an answer that the judge found the worse. 0 where it
    /// nowhere did.</summary>
    public double AgainstReward => Verdicts.Select(v => Lead(v.Loser, v.Winner)).Where(l => l > 0).DefaultIfEmpty(0).Max();

    private double Lead(string? loser, string? winner) => Reward(loser) - Reward(winner) ?? 0;

    private double? Reward(string? arm) => Answers.FirstOrDefault(a => a.Arm == arm)?.Reward;
}
