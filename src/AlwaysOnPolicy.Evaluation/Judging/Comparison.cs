using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Two answers to one test question.</summary>
/// <param name="Question">The test question; intervals are clustered by its id.</param>
/// <param name="Sample">Number of the answers among several to the same question, from 0.</param>
/// <param name="AnswerA">Answer A.</param>
/// <param name="EndedA">False when answer A was cut at the largest number of new tokens; likewise B.</param>
/// <param name="AnswerB">Answer B.</param>
/// <param name="EndedB">The same of answer B.</param>
public sealed record Comparison(Question Question, int Sample, string AnswerA, bool EndedA, string AnswerB, bool EndedB)
{
    /// <summary>How often it was judged before without a verdict.</summary>
    public int Attempt { get; init; }
}
