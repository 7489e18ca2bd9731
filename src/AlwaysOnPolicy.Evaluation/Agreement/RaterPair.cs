namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>Two raters on the items that both have rated.</summary>
/// <param name="First">Name of the one rater.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Same">The share on which they say the same; null where there is no such item.</param>
/// <param name="Kappa">Cohen's.</param>
public sealed record RaterPair(string First, string Second, double? Same, AgreementEstimate Kappa);
