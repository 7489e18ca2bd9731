using System.Globalization;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>The way of a prompt as text: where it comes from, why, and what it earned.</summary>
internal static class PromptTrailLines
{
    private const int Lowest = 3;

    public static void Print(PromptTrail trail, TextWriter writer)
    {
        var prompt = trail.Prompt;
        void Line(FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        void Title(string text) => writer.WriteLine($"\n{text}");

        Line($"{prompt.Address}: {AuthorCallLines.OneLine(prompt.Text)}");
        foreach (var sentence in TrailSentences.Of(trail)) Line($"{sentence}");
        foreach (var note in trail.Notes) Line($"note: {note}");
        if (trail.Weights.Count > 0)
        {
            Title(TrailSentences.WeightsTitle);
            foreach (var w in trail.Weights)
                Line($"  {(w.Share is { } share ? Numbers.Percent(share) : ""),7}  {AuthorCallLines.Name(w.Domain)}: {TrailSentences.Of(w)}");
        }
        foreach (var domain in trail.Seen.GroupBy(s => s.Domain))
        {
            var (count, mean) = (domain.Count(), domain.Average(s => s.Seen!.Reward));
            Title(string.Create(CultureInfo.InvariantCulture, $"What the call saw of {AuthorCallLines.Name(domain.Key)} (mean reward " +
                $"{Numbers.Score(mean)} of {count}{(count > Lowest ? $", the lowest {Lowest}" : "")}), and the answer after the iteration:"));
            foreach (var row in domain.Take(Lowest))
            {
                Line($"            {AuthorCallLines.OneLine(row.Question)}");
                Line($"  {Numbers.Score(row.Seen!.Reward),8}  {AuthorCallLines.OneLine(row.Seen.Answer)}");
                if (row.After is { } after) Line($"  {Numbers.Score(after.Reward),8}  {AuthorCallLines.OneLine(after.Answer)}");
            }
        }
        if (trail.Gate is { } gate)
        {
            Title(TrailSentences.Of(gate));
            foreach (var (reward, i) in gate.Rewards.Select((r, i) => (r, i)))
                Line($"  {Numbers.Score(reward),8}  {(i < gate.Answers.Count ? AuthorCallLines.OneLine(gate.Answers[i]) : "")}");
        }
        if (trail.Passes.Count > 0) Title("What it earned:");
        foreach (var pass in trail.Passes)
        {
            Line($"  pass {pass.Pass}: {TrailSentences.Of(pass)}");
            if (pass.Answer is { } answer) Line($"            {AuthorCallLines.OneLine(answer)}");
        }
        if (trail.Beside.Count == 0) return;
        Title("Beside it, all rollouts of the iteration:");
        foreach (var group in trail.Beside) Line($"  {group.By} {AuthorCallLines.Name(group.Name)}: {TrailSentences.Of(group.Earned)}");
    }
}
