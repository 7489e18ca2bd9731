namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What an arm asked of a domain in an iteration, and why.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Prompts">Prompts of the iteration that are meant for the domain.</param>
/// <param name="RewardBefore">Mean reward of the answers to its probe questions before the iteration; null where it was not probed.</param>
/// <param name="RewardAfter">The same after it.</param>
/// <param name="Example">One of the prompts; null where there are none.</param>
/// <param name="Weakest">The lowest-scored of the answers that the author had seen; null for arms whose author sees none.</param>
public sealed record PromptDomainRow(
    string Arm, int Iteration, string Domain, int Prompts, double? RewardBefore, double? RewardAfter, string? Example, WeakAnswer? Weakest)
{
    /// <summary>By the prompts' rollouts; null where there are none, or not yet.</summary>
    public Earned? Earned { get; init; }
}
