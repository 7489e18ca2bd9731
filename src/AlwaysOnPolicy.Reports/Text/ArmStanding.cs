using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Where one arm stands against each other after their last iteration: AOP where it takes part, else the first of the comparisons.</summary>
internal sealed record ArmStanding(string Arm, int Iteration, IReadOnlyList<ArmStanding.Difference> Differences)
{
    /// <summary>The arm that the tool exists for.</summary>
    private const string Hoped = "aop";

    /// <param name="Net">The arm's win rate minus the other's.</param>
    /// <param name="Told">Whether it holds after Holm's correction for all comparisons of the report.</param>
    /// <param name="HolmP">The corrected p.</param>
    public sealed record Difference(string Other, double Net, Interval Interval, double HolmP, bool Told, int Verdicts, int Ties, int Inconsistent,
        int Questions);

    /// <summary>Null where nothing was compared.</summary>
    public static ArmStanding? Of(ReportData data)
    {
        ComparisonRow[] last = [.. data.Compared.GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!)];
        if (last.Length == 0) return null;
        var arm = last.Any(c => c.A == Hoped || c.B == Hoped) ? Hoped : last[0].A;
        return new(arm, last.Max(c => c.Iteration), [.. last.Where(c => c.A == arm || c.B == arm).Select(c => c.A == arm
            ? new Difference(c.B, c.NetWinRate, c.NetInterval, c.HolmP, c.Told, c.Prompts - c.Failed, c.Ties, c.Inconsistent, c.Questions)
            : new Difference(c.A, -c.NetWinRate, new(-c.NetInterval.High, -c.NetInterval.Low), c.HolmP, c.Told, c.Prompts - c.Failed, c.Ties,
                c.Inconsistent, c.Questions))]);
    }

    /// <summary>Whether it is the arm that one hopes to see ahead.</summary>
    public bool IsHoped => Arm == Hoped;

    public IReadOnlyList<Difference> Ahead => [.. Differences.Where(d => d.Told && d.Net > 0).OrderByDescending(d => d.Net)];

    public IReadOnlyList<Difference> Behind => [.. Differences.Where(d => d.Told && d.Net < 0).OrderBy(d => d.Net)];

    public IReadOnlyList<Difference> Untold => [.. Differences.Where(d => !d.Told)];

    /// <summary>The judge never said which of two answers is better.</summary>
    public bool OnlyTies => Differences.All(d => d.Ties == d.Verdicts) && !NoVerdict;

    public bool NoVerdict => Differences.All(d => d.Verdicts == 0);

    /// <summary>The share of the verdicts that name a winner, 0-1.</summary>
    public double Decided => (double)Differences.Sum(d => d.Verdicts - d.Ties - d.Inconsistent) / Differences.Sum(d => d.Verdicts);

    /// <summary>The smallest difference that one comparison shows with a chance of 80 %, of those that are not told from 0; over seeds, where no count of
    /// questions decides, half of their narrowest interval.</summary>
    public double Detectable => Untold.Min(d => d.Questions > 0 ? WinRatePower.Difference(d.Questions, Decided) : (d.Interval.High - d.Interval.Low) / 2);
}
