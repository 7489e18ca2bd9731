namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Says how much each question that could be asked next is worth.</summary>
public interface IWeightRule
{
    /// <summary>How likely each candidate is to be drawn, and why.</summary>
    /// <param name="candidates">The questions that are still unused, or, for an author that writes its own, the probe questions in their stead.</param>
    /// <exception cref="ArgumentException">There is no candidate.</exception>
    PromptWeights Weigh(IReadOnlyList<QuestionFeatures> candidates);
}
