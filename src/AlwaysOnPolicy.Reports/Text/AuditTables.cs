using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>An audit of prompts as tables and sentences.</summary>
public static class AuditTables
{
    internal const string Title = "How diverse the prompts are";

    /// <summary>The figures of each set, and where there are domains their shares.</summary>
    public static IReadOnlyList<TextTable> Of(PromptAudit audit) => audit.Sets.Any(s => s.Domains.Count > 1 || s.Domains.Any(d => d.Domain.Length > 0))
        ? [Figures(audit), Domains(audit)] : [Figures(audit)];

    private static TextTable Figures(PromptAudit audit) => new("Likeness and diversity",
        $"Embeddings by {audit.Encoder}; two questions are near from a cosine of {Plain(audit.NearFrom, "0.00")}. Exact, normalised: prompts that repeat an " +
        "earlier one letter by letter, or but for case and punctuation. Near: prompts, repeated ones too, that another one is near to. Nearest: mean cosine " +
        "with the nearest other prompt, and with the nearest held-out question. Distinct-n: different runs of n words over all. Entropy: over clusters, 1 " +
        "is even. Vendi: so many wholly different prompts would be as diverse.",
        ["prompts of", "number", "exact", "normalised", "near", "nearest", "held out: nearest", "held out: near", "distinct-1", "distinct-2", "distinct-3",
            "entropy", "Vendi", "words: fewest", "median", "mean", "most"], 1,
        [.. audit.Sets.Select(s => (s.Name, F: s.Figures)).Select(s => (IReadOnlyList<string>)[s.Name, Numbers.Count(s.F.Prompts), Numbers.Count(s.F.Repeated),
            Numbers.Count(s.F.Reworded), Numbers.Count(s.F.Near), Numbers.Score(s.F.NearestCosine), Numbers.Score(s.F.HeldOutCosine),
            s.F.HeldOutCosine is null ? "–" : Numbers.Count(s.F.HeldOutNear), Numbers.Score(s.F.Distinct1), Numbers.Score(s.F.Distinct2),
            Numbers.Score(s.F.Distinct3), Numbers.Score(s.F.ClusterEntropy), Plain(s.F.VendiScore, "0.0"), $"{s.F.FewestWords}",
            Plain(s.F.MedianWords, "0.#"), Plain(s.F.MeanWords, "0.0"), $"{s.F.MostWords}"])]);

    private static TextTable Domains(PromptAudit audit)
    {
        string[] domains = [.. audit.Sets.SelectMany(s => s.Domains).GroupBy(d => d.Domain, StringComparer.Ordinal)
            .OrderBy(g => g.Average(d => d.Reward) ?? double.PositiveInfinity).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        var weakness = audit.Sets.Any(s => s.Weakness is not null);
        IReadOnlyList<string> Row(AuditedPrompts set)
        {
            var own = set.Domains.ToDictionary(d => d.Domain, StringComparer.Ordinal);
            return [set.Name, .. weakness ? [set.Weakness is { } w ? Plain(w, "0.00") : "–"] : Array.Empty<string>(),
                .. domains.Select(d => own.GetValueOrDefault(d) is { } share
                    ? $"{share.Prompts}{(share.Reward is { } r ? $" ({Plain(r, "0.00")})" : "")}" : "0")];
        }
        return new(weakness ? "Domains against weakness" : "Domains", "Prompts of each domain" + (weakness ? ", in brackets the policy's mean probe " +
            "reward there before the iteration. Weakness: rank correlation of a domain's prompts and how low its reward is; 1 where the weaker always has " +
            "more." : "."),
            ["prompts of", .. weakness ? ["weakness"] : Array.Empty<string>(), .. domains.Select(d => d.Length > 0 ? d : "(none)")], 1,
            [.. audit.Sets.Select(Row)]);
    }

    private static string Plain(double value, string format) => double.IsFinite(value) ? Numbers.Plain(value, format) : "–";
}
