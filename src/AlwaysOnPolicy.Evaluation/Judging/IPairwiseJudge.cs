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

/// <summary>Two answers to one test question.</summary>
/// <param name="QuestionId">Identity of the test question: intervals are clustered by it.</param>
/// <param name="Domain">The question's domain, or null.</param>
/// <param name="Sample">Number of the answers among several to the same question, from 0.</param>
/// <param name="EndedA">False when answer A was cut at the largest number of new tokens; likewise B.</param>
public sealed record Comparison(
    string QuestionId, string? Domain, string Question, int Sample, string AnswerA, bool EndedA, string AnswerB, bool EndedB);

/// <summary>Which answer is preferred.</summary>
public enum Preference
{
    A,
    B,
    Tie,
    Failed,
}

/// <summary>A judge's word on one comparison.</summary>
/// <param name="ShownFirst">Which answer the judge was shown first: "A" or "B".</param>
/// <param name="Failure">Why there is no verdict; null unless <see cref="Preference.Failed"/>.</param>
public sealed record Verdict(string QuestionId, string? Domain, int Sample, string ShownFirst, Preference Preference, string Judge, string? Failure = null);
