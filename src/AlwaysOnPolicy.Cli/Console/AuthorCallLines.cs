using System.Globalization;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a call of an author saw and wrote, as text.</summary>
internal static class AuthorCallLines
{
    public static void Print(AuthorCallData call, TextWriter writer)
    {
        void Line(FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        Line($"{call.Title}. The author saw {call.Seen.Count} answers of {call.Policy} and wrote {call.Written.Count} prompts.");
        foreach (var note in call.Notes) Line($"note: {note}");
        foreach (var (domain, mean, answers) in call.Domains())
        {
            Line($"\n{Name(domain)}: mean reward {Numbers.Score(mean)} of {answers.Count} answers");
            foreach (var answer in answers)
            {
                Line($"  {Numbers.Score(answer.Reward),8}  {OneLine(answer.Question)}");
                Line($"            {OneLine(answer.Answer)}");
            }
        }
        Line($"\nWhat it wrote{(call.Gated ? "; a gate left out those with a minus" : "")}:");
        foreach (var prompt in call.Written)
            Line($"{(prompt.Kept ? "  " : "- ")}[{Name(prompt.Domain)}] {OneLine(prompt.Text)}{(prompt.ChosenFrom is { } from ? $" ({from})" : "")}");
    }

    internal static string Name(string domain) => domain.Length > 0 ? domain : "no domain";

    internal static string OneLine(string text) => VisibleText.Of(text.ReplaceLineEndings(" ⏎ "));
}
