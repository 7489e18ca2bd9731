namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A quadruple of section 4.4 that an author was shown.</summary>
/// <param name="Domain">The question's domain.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The policy's answer.</param>
/// <param name="Reward">The reward model's score.</param>
public sealed record SeenAnswer(string Domain, string Question, string Answer, double Reward);
