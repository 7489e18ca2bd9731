using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A look at a reward in the terminal: its figures, the verdict, and what to add to a command for it.</summary>
internal static class RewardFitLines
{
    public static IEnumerable<string> Of(RewardCheck check)
    {
        var f = check.Figures;
        (string Label, string Value)[] rows =
        [
            ("answers", $"{Numbers.Count(f.Answers)} to {Numbers.Count(f.Prompts)} prompts, {Numbers.Count(f.DifferentAnswers)} different; " +
                $"{Numbers.Percent(f.CutShare)} cut"),
            ("scores", $"mean {Numbers.Score(f.Mean)}, deviation {Numbers.Score(f.Deviation)}, {Numbers.Score(f.Least)} to {Numbers.Score(f.Largest)}"),
            ("within a prompt", $"deviation {Numbers.Score(f.WithinDeviation)}; {Numbers.Percent(f.BetweenShare)} of the variance lies between prompts"),
            ("repeats", $"{Numbers.Count(f.DistinctScores)} distinct scores" + (f.EqualPairs is { } e
                ? $"; {Numbers.Percent(e.Share)} of pairs of different answers to a prompt score the same" : "")),
            ("at the ends", $"{Numbers.Percent(f.AtLeast)} of the different answers at the lowest, {Numbers.Percent(f.AtLargest)} at the highest score"),
            ("length", f.LengthCorrelation is { } c
                ? $"rank correlation within a prompt {Numbers.SignedScore(c.Value)} (95 %: {Numbers.SignedScore(c.Interval)}), explains " +
                    $"{Numbers.Percent(f.LengthExplains)} of the variance"
                : "correlation not defined"),
            ("cut in half", f.HalfWins is { } h ? $"the half scores higher in {Numbers.Percent(h.Mean)} of the answers" : "no answer has two words"),
            .. f.NotFinite > 0 ? [("not finite", Numbers.Count(f.NotFinite))] : Array.Empty<(string, string)>(),
        ];
        var width = rows.Max(r => r.Label.Length);
        return
        [
            .. rows.Select(r => $"{r.Label.PadRight(width)}  {r.Value}"),
            "",
            check.Sentence(),
            .. check.Settings.Count > 0 ? [$"  {string.Join(" ", check.Settings.Select(s => $"--set {s}"))}"] : Array.Empty<string>(),
        ];
    }
}
