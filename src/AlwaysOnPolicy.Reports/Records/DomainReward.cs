namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The mean reward of a policy's probe answers in one domain.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 0, the SFT policy.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Reward">The mean reward.</param>
public sealed record DomainReward(string Arm, int Iteration, string Domain, double Reward);
