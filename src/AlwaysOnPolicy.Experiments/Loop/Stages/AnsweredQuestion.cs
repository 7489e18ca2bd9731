using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <param name="Sample">Number of the answer among several to the same question, from 0.</param>
/// <param name="Ended">False when it was cut at the largest number of new tokens.</param>
public sealed record AnsweredQuestion(Question Question, int Sample, string Answer, bool Ended)
{
    public Exchange ToExchange() => new(Question.Text, Answer, Ended);
}
