using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Quality and cost in sentences: in the weakest domains where they are known, over all test questions, or by the reward of the probe
/// answers.</summary>
internal static class CostHeadline
{
    public static IEnumerable<Headline> Of(ReportData data)
    {
        string[] measures = data.AtBudget.Any(b => b.Measure != Efficiency.ProbeReward) ? [Efficiency.Gold, Efficiency.GoldWeakest] : [Efficiency.ProbeReward];
        foreach (var cost in data.AtBudget.Where(b => measures.Contains(b.Measure)).GroupBy(b => b.Cost))
            yield return new(cost.Key == Efficiency.Tokens ? "With equally many tokens" : "With equal processor time",
                $"With the {CostUnit.Told(cost.Key, cost.First().Budget)} that the cheapest arm took in all, " +
                $"{string.Join("; ", cost.GroupBy(b => b.Measure).Select(m => $"{Name(m.Key)} was {string.Join(", ", m.Select(Reached))}"))}.");
        foreach (var measure in data.CatchUp.Where(c => measures.Contains(c.Measure)).GroupBy(c => c.Measure))
        {
            var (rose, not) = (measure.Where(c => Rose(data, c)).ToArray(), measure.Where(c => !Rose(data, c)).ToArray());
            var told = rose.Select(Needed).Concat(not.Length == 0 ? [] : [NothingToReach(not)]);
            var sentence = string.Join("; ", told);
            yield return new($"At equal quality, by {Name(measure.Key)}", $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}.");
        }
    }

    /// <summary>Whether the arm had risen above SFT after its first iteration, as far as can be told: what had not is no quality that another could reach
    /// sooner or later.</summary>
    private static bool Rose(ReportData data, CatchUpRow row)
    {
        var arm = data.Arms.FirstOrDefault(a => a.Arm == row.Arm && a.Iteration == 1);
        if (row.Measure == Efficiency.ProbeReward && arm?.ProbeGainP is not null) return arm.ProbeChange > 0;
        return data.Arms.FirstOrDefault(a => a.Iteration == 0) is not { } sft || Efficiency.ValueOf(sft, row.Measure) is not { } start || row.Value > start;
    }

    private static string NothingToReach(CatchUpRow[] rows)
    {
        var arms = Headline.Join([.. rows.Select(r => $"{ArmNames.Display(r.Arm)} ({Numbers.Score(r.Value)})")]);
        return $"after {(rows.Length == 1 ? "its" : "their")} first iteration {arms} {(rows.Length == 1 ? "is" : "are")} not shown to be above SFT, so " +
            "there is " +
            $"nothing for {ArmNames.Display(rows[0].Baseline)} to catch up with";
    }

    private static string Reached(BudgetRow row) => $"{Numbers.Score(row.Value)}{Range(row.Interval)} ({ArmNames.Display(row.Arm)})";

    private static string Range(Interval? interval) => interval is { } i ? $" ({Numbers.Score(i)})" : "";

    private static string Needed(CatchUpRow row)
    {
        var all = row.Reached == row.Runs;
        var text = $"for what {ArmNames.Display(row.Arm)} has after its first iteration ({Numbers.Score(row.Value)}), {ArmNames.Display(row.Baseline)} needs " +
            $"{(all ? "" : "at least ")}{Number(row.Iterations)} iterations" +
            $" ({(row.Interval is { } i ? $"95 % interval {Number(i.Low)} to {Number(i.High)}; " : "")}" +
            $"{row.Steps.ToString("0", CultureInfo.InvariantCulture)} steps, {CostUnit.Told(Efficiency.Tokens, row.Tokens)})";
        return all ? text : text + (row.Runs == 1 ? ": it does not get there" : $": it gets there in {row.Reached} of {row.Runs} seeds, and the others count " +
            "with all their iterations");
    }

    private static string Name(string measure) => measure switch
    {
        Efficiency.Gold => "gold over all test questions",
        Efficiency.GoldWeakest => "gold in the weakest domains",
        _ => "the mean reward of the probe answers"
    };

    private static string Number(double iterations) => Numbers.Plain(iterations, "0.0");
}
