namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>The reward of a person's answer to a probe question.</summary>
/// <param name="Domain">The question's domain.</param>
/// <param name="Reward">The reward model's score of the answer.</param>
public sealed record ReferenceReward(string Domain, double Reward);
