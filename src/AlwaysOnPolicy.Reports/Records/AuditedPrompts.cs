using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>One set of prompts in an audit.</summary>
/// <param name="Name">For tables: arm and iteration, or the file.</param>
/// <param name="Arm">Null of a file's.</param>
/// <param name="Iteration">From 1; 0 of a file's.</param>
/// <param name="Figures">How diverse they are.</param>
/// <param name="Domains">The one with the lowest reward first.</param>
public sealed record AuditedPrompts(string Name, string? Arm, int Iteration, PromptFigures Figures, IReadOnlyList<PromptShare> Domains)
{
    /// <summary>Spearman's ρ of a domain's prompts and how low its reward is: 1 where the weaker always has more. Null where it is not defined.</summary>
    public double? Weakness { get; } = Domains.Where(d => d.Reward is not null).ToArray() is var known
        ? RankCorrelation.Of([.. known.Select(d => (double)d.Prompts)], [.. known.Select(d => -d.Reward!.Value)])?.Value : null;
}
