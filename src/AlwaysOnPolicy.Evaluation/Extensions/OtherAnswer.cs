using Microsoft.Extensions.AI.Evaluation;

namespace AlwaysOnPolicy.Evaluation.Extensions;

/// <summary>The answer that a response is compared with, for <see cref="PairwiseEvaluator"/>.</summary>
/// <param name="text">As the other model gave it to the same messages.</param>
public sealed class OtherAnswer(string text) : EvaluationContext(ContextName, text)
{
    /// <summary>The context's name in stored results.</summary>
    public const string ContextName = "Other answer";

    /// <summary>The answer.</summary>
    public string Text { get; } = text;
}
