using AlwaysOnPolicy.Evaluation.Agreement;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>The model that a bench recommends, or that the user named.</summary>
/// <param name="Name">The model's.</param>
/// <param name="Why">By which rule, and how sure that is.</param>
/// <param name="File">The experiment file that uses it now; null where none was given.</param>
public sealed record BenchChoice(string Name, string Why, string? File = null)
{
    /// <summary>
    /// Without a name, the most agreements over all pairs decide, and between equals the lower log-loss. Models that are known to have been trained on the
    /// bench's data are passed over while there are others.
    /// </summary>
    /// <param name="named">The user's own choice; one of the table's models.</param>
    public static BenchChoice Of(AgreementTable table, string? named = null)
    {
        var fair = table.Models.Where(m => m.TrainedOn.Count == 0).ToArray();
        var passed = table.Models.Count - fair.Length;
        if (fair.Length == 0) fair = [.. table.Models];
        ModelScores[] ranked = [.. fair.OrderByDescending(m => m.Agreement.Count).ThenBy(m => m.LogLoss)];
        var chosen = named is null ? ranked[0] : table.Models.First(m => m.Name == named);
        var others = passed > 0 && fair.Length < table.Models.Count ? " that are not known to have been trained on this data" : "";
        var why = table.Models.Count == 1 ? $"{chosen.Name} is chosen, the only model; it agrees in {Count(chosen)} pairs."
            : named is null ? $"{chosen.Name} is chosen: of the models{others} it agrees most often, in {Count(chosen)} pairs."
            : $"{chosen.Name} is chosen by name; it agrees in {Count(chosen)} pairs.";
        return new(chosen.Name, string.Join(" ", new[] { why, Rival(table, ranked, chosen), Chance(chosen) }.Where(s => s.Length > 0)));
    }

    /// <summary>Against the best of the others.</summary>
    private static string Rival(AgreementTable table, ModelScores[] ranked, ModelScores chosen)
    {
        if (ranked.FirstOrDefault(m => m.Name != chosen.Name) is not { } rival) return "";
        var test = table.Comparisons.First(c => (c.A == chosen.Name && c.B == rival.Name) || (c.A == rival.Name && c.B == chosen.Name));
        var p = $"McNemar's test, p {BenchTables.P(test.HolmP)} after Holm's correction";
        if (test.HolmP >= BenchReport.Level)
            return $"It is not told apart from {rival.Name}, which agrees in {Count(rival)} ({p}): other pairs may well choose otherwise.";
        return (test.A == chosen.Name) == (test.OnlyA > test.OnlyB) ? $"It is ahead of the next, {rival.Name} ({p})." : $"{rival.Name} is ahead of it ({p}).";
    }

    private static string Chance(ModelScores model) => model.Agreement.Interval.Low > 0.5 ? "" : "It is not shown to be better than a coin.";

    private static string Count(ModelScores model) => $"{model.Agreement.Count} of {model.Agreement.Total}";
}
