using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Puts the reports of a study's variations together, seed by seed: an arm that a variation changes becomes an arm of its own,
/// "aop (probe.answers=1)".</summary>
/// <param name="Seeds">A report for each seed.</param>
/// <param name="Pairs">Each changed arm, and the arm of the base that it is to be compared with.</param>
/// <param name="Notes">For the reader.</param>
internal sealed record StudyMerge(IReadOnlyList<ReportData> Seeds, IReadOnlyList<(string A, string B)> Pairs, IReadOnlyList<string> Notes)
{
    /// <param name="variations">The base first, each with its reports in the same order of seeds.</param>
    public static StudyMerge Of(IReadOnlyList<(string Label, IReadOnlyList<ReportData> Seeds)> variations)
    {
        var (seeds, pairs, notes) = (variations[0].Seeds.ToArray(), new List<(string, string)>(), new List<string>());
        foreach (var (label, reports) in variations.Skip(1))
        {
            string[] changed = [.. reports[0].Arms.Where(a => a.Iteration > 0).Select(a => a.Arm).Distinct()
                .Where(arm => reports.Zip(variations[0].Seeds).Any(s => !Costs(s.First, arm).SequenceEqual(Costs(s.Second, arm))))];
            pairs.AddRange(changed.Where(a => variations[0].Seeds[0].Arms.Any(b => b.Arm == a)).Select(a => (Name(a), a)));
            if (changed.Length == 0) notes.Add($"{label} changes no arm: all its stages are those of {variations[0].Label}.");
            if (reports.Zip(variations[0].Seeds).Any(s => Sft(s.First) != Sft(s.Second)))
                notes.Add($"{label} has another SFT policy than {variations[0].Label}, from which the lines of its arms are drawn nevertheless.");
            for (var s = 0; s < seeds.Length; s++) seeds[s] = With(seeds[s], reports[s]);

            string Name(string arm) => changed.Contains(arm) ? $"{arm} ({label})" : arm;
            bool New(string arm) => changed.Contains(arm);
            ReportData With(ReportData all, ReportData more) => all with
            {
                Arms = [.. all.Arms, .. more.Arms.Where(a => New(a.Arm)).Select(a => a with { Arm = Name(a.Arm) })],
                Comparisons = Pairs(all.Comparisons, more.Comparisons),
                Further = Pairs(all.Further, more.Further),
                Weakest = Pairs(all.Weakest, more.Weakest),
                DomainRewards = [.. all.DomainRewards, .. more.DomainRewards.Where(d => New(d.Arm)).Select(d => d with { Arm = Name(d.Arm) })],
                Work = [.. all.Work, .. more.Work.Where(w => New(w.Arm)).Select(w => w with { Arm = Name(w.Arm) })],
                Monitors = [.. all.Monitors, .. more.Monitors.Select(m => m with { Iteration = $"{label}, {m.Iteration}" })],
            };
            IReadOnlyList<ComparisonRow> Pairs(IReadOnlyList<ComparisonRow> all, IReadOnlyList<ComparisonRow> more) =>
                [.. all, .. more.Where(c => New(c.A) || New(c.B)).Select(c => c with { A = Name(c.A), B = Name(c.B) })];
        }
        return new([.. seeds.Select(s => variations.Count == 1 ? s : s with { AtBudget = Efficiency.AtBudget(s.Arms), CatchUp = Efficiency.CatchUp(s.Arms) })],
            pairs, notes);
    }

    private static double? Sft(ReportData run) => run.Arms.FirstOrDefault(a => a.Arm == ArmNames.Sft)?.Gold;

    /// <summary>Equal to the last digit only where the stages are the same: nobody measures the same processor seconds twice.</summary>
    private static IEnumerable<(int, double? Gold, double?, double?, double?)> Costs(ReportData run, string arm) =>
        run.Arms.Where(a => a.Arm == arm).OrderBy(a => a.Iteration).Select(a => (a.Iteration, a.Gold, a.ProbeReward, a.Tokens, a.ProcessorSeconds));
}
