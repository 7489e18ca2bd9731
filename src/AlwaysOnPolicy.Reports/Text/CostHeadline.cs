using System.Globalization;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Quality and cost in sentences: in the weakest domains where they are known, over all test questions, or by the reward of the probe
/// answers.</summary>
internal static class CostHeadline
{
    public static IEnumerable<Headline> Of(ReportData data)
    {
        string[] measures = data.AtBudget.Any(b => b.Measure != "probe_reward") ? ["gold", Efficiency.GoldWeakest] : ["probe_reward"];
        foreach (var cost in data.AtBudget.Where(b => measures.Contains(b.Measure)).GroupBy(b => b.Cost))
            yield return new("At equal cost", $"With the {Amount(cost.First().Budget, cost.Key)} that the cheapest arm took in all, " +
                $"{string.Join("; ", cost.GroupBy(b => b.Measure).Select(m => $"{Name(m.Key)} was {string.Join(", ", m.Select(Reached))}"))}.");
        foreach (var measure in data.CatchUp.Where(c => measures.Contains(c.Measure)).GroupBy(c => c.Measure))
            yield return new("At equal quality", $"{char.ToUpperInvariant(Name(measure.Key)[0])}{Name(measure.Key)[1..]}: " +
                $"{string.Join("; ", measure.Select(Needed))}.");
    }

    private static string Reached(BudgetRow row) => $"{Numbers.Score(row.Value)}{(row.Interval is { } i ? $" ({Numbers.Score(i)})" : "")} " +
        $"({ArmNames.Display(row.Arm)})";

    private static string Needed(CatchUpRow row)
    {
        var all = row.Reached == row.Runs;
        if (all && row is { Iterations: 0, Interval: null or { Low: 0, High: 0 } })
            return $"what {ArmNames.Display(row.Arm)} has after its first iteration ({Numbers.Score(row.Value)}) {ArmNames.Display(row.Baseline)} had from " +
                "the start";
        var needs = $"{(all ? "" : "at least ")}{Number(row.Iterations)} iterations";
        var text = $"for what {ArmNames.Display(row.Arm)} has after its first iteration ({Numbers.Score(row.Value)}), {ArmNames.Display(row.Baseline)} needs " +
            $"{needs}" +
            $" ({(row.Interval is { } i ? $"95 % interval {Number(i.Low)} to {Number(i.High)}; " : "")}" +
            $"{row.Steps.ToString("0", CultureInfo.InvariantCulture)} steps, {Amount(row.Tokens, Efficiency.Tokens)})";
        return all ? text : text + (row.Runs == 1 ? ": it does not get there" : $": it gets there in {row.Reached} of {row.Runs} seeds, and the others count " +
            "with all their iterations");
    }

    private static string Name(string measure) => measure switch
    {
        "gold" => "gold over all test questions",
        Efficiency.GoldWeakest =>
        "gold in the weakest domains",
        _ => "the mean reward of the probe answers"
    };

    private static string Amount(double amount, string cost)
    {
        var (format, unit) = (cost == Efficiency.Tokens, amount) switch
        {
            (true, < 1e6) => ("#,0", "tokens"),
            (true, _) => ("0,,.00", "million tokens"),
            (_, < 10) => ("0.0", "processor seconds"),
            _ => ("#,0", "processor seconds"),
        };
        return $"{amount.ToString(format, CultureInfo.InvariantCulture)} {unit}";
    }

    private static string Number(double iterations) => Numbers.Plain(iterations, "0.0");
}
