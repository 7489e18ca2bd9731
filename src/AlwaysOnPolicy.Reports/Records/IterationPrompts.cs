using System.Globalization;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>All prompts of an iteration and why: what its author's calls saw, and the same questions before and after.</summary>
/// <param name="Arm">Its name in the settings.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Policy">Whose answers the author saw; null where it saw none.</param>
/// <param name="Calls">Of its author; 0 without one.</param>
/// <param name="Weights">Of a rule, for all calls; empty where there is none beside what a call is shown.</param>
/// <param name="Prompts">Those kept and those that a gate left out.</param>
/// <param name="Probe">The domain with the lowest mean reward first, in it the lowest answer.</param>
/// <param name="Earned">By domain, call and rule; empty before the training.</param>
/// <param name="Notes">What is to be known to read it.</param>
public sealed record IterationPrompts(
    string Arm, int Iteration, string? Policy, int Calls, IReadOnlyList<DomainShare> Weights, IReadOnlyList<PromptRow> Prompts, IReadOnlyList<ProbeRow> Probe,
    IReadOnlyList<EarnedRow> Earned, IReadOnlyList<string> Notes)
{
    /// <summary>Mean rewards of the probe answers by domain: of the policy that the iteration began with, which is that of the one before, and of the one
    /// that it made.</summary>
    public IReadOnlyList<DomainReward> ProbeRewards { get; init; } = [];

    /// <summary>"AOP, iteration 2".</summary>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"{ArmNames.Display(Arm)}, iteration {Iteration}");
}
