namespace AlwaysOnPolicy.Reports.Records;

public sealed record DomainReward(string Arm, int Iteration, string Domain, double Reward);
