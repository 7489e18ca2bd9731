namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A quadruple of section 4.4 that an author was shown.</summary>
public sealed record SeenAnswer(string Domain, string Question, string Answer, double Reward);
