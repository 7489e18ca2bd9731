using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>A policy's answer to a question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Sample">Number of the answer among several to the same question, from 0.</param>
/// <param name="Answer">The policy's answer.</param>
/// <param name="Ended">False when it was cut at the largest number of new tokens.</param>
public sealed record AnsweredQuestion(Question Question, int Sample, string Answer, bool Ended)
{
    /// <summary>What a reward model reads of it.</summary>
    public Exchange ToExchange() => new(Question.Text, Answer, Ended);
}
