namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Says which of two answers is the more helpful, or that they are alike.</summary>
public interface IPairwiseJudge
{
    /// <summary>Short name for tables and records.</summary>
    string Name { get; }

    /// <summary>The verdicts, in the order of <paramref name="comparisons"/>. A comparison that could not be judged is a verdict with
    /// <see cref="Preference.Failed"/> and its reason; an exception says that none can be judged.</summary>
    Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel);
}
