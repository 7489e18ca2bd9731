namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Two answers to one test question.</summary>
/// <param name="QuestionId">Identity of the test question: intervals are clustered by it.</param>
/// <param name="Domain">The question's domain, or null.</param>
/// <param name="Sample">Number of the answers among several to the same question, from 0.</param>
/// <param name="EndedA">False when answer A was cut at the largest number of new tokens; likewise B.</param>
public sealed record Comparison(
    string QuestionId, string? Domain, string Question, int Sample, string AnswerA, bool EndedA, string AnswerB, bool EndedB);
