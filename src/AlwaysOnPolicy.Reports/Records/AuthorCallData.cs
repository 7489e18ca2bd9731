namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What one call of an author saw and what it wrote.</summary>
/// <param name="Arm">As the run's settings name it.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Call">From 1.</param>
/// <param name="Calls">How many the iteration had.</param>
/// <param name="Policy">Whose answers it saw: "SFT", or "AOP after iteration 1".</param>
/// <param name="Seen">The domain with the lowest mean reward first, in it the lowest reward.</param>
/// <param name="Written">What it wrote.</param>
/// <param name="Gated">Whether a gate chose among the prompts.</param>
/// <param name="Notes">What is to be known to read it.</param>
public sealed record AuthorCallData(
    string Arm, int Iteration, int Call, int Calls, string Policy, IReadOnlyList<SeenAnswer> Seen, IReadOnlyList<WrittenPrompt> Written, bool Gated,
    IReadOnlyList<string> Notes)
{
    /// <summary>"AOP, iteration 2, call 4 of 40".</summary>
    public string Title => $"{ArmNames.Display(Arm)}, iteration {Iteration}, call {Call} of {Calls}";

    /// <summary>The domains as <see cref="Seen"/> has them, with the mean reward of what was shown of each.</summary>
    public IEnumerable<(string Domain, double Mean, IReadOnlyList<SeenAnswer> Answers)> Domains() =>
        Seen.GroupBy(s => s.Domain).Select(g => (g.Key, g.Average(s => s.Reward), (IReadOnlyList<SeenAnswer>)[.. g]));
}
