namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>How a step learns.</summary>
/// <param name="RateFactor">Multiplies every learning rate.</param>
/// <param name="ValueHeadOnly">Whether policy and trunk stay as they are.</param>
internal sealed record PpoPace(double RateFactor, bool ValueHeadOnly);
