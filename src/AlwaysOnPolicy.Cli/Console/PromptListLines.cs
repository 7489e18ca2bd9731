using System.Globalization;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Prompts, or groups of them, with what they earned, a line each.</summary>
internal static class PromptListLines
{
    public static void Print(IReadOnlyList<PromptRow> prompts, TextWriter writer)
    {
        var width = prompts.Select(p => p.Address.Length).DefaultIfEmpty(6).Max();
        writer.WriteLine($"{"prompt".PadRight(width)}  {Heads}  domain: text");
        foreach (var p in prompts)
            writer.WriteLine($"{p.Address.PadRight(width)}  {Figures(p.Earned)}  {AuthorCallLines.Name(p.Domain)}: {AuthorCallLines.OneLine(p.Text)}" +
                (p.Kept ? "" : " (left out by the gate)"));
        writer.WriteLine(prompts.Count == 0 ? "No prompts are written yet." : string.Create(CultureInfo.InvariantCulture,
            $"{prompts.Count} {(prompts.Count == 1 ? "prompt. To follow it" : "prompts. One of them")}: aop prompts show <run> <prompt>"));
    }

    public static void Print(IReadOnlyList<EarnedRow> groups, TextWriter writer)
    {
        writer.WriteLine($"{Heads}  rollouts  arm, iteration, group");
        foreach (var g in groups)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Figures(g.Earned)}  {g.Earned.Rollouts,8}  {ArmNames.Display(g.Arm)} {g.Iteration}, {g.By} {AuthorCallLines.Name(g.Name)}"));
    }

    private const string Heads = "  reward    spread  advantage";

    private static string Figures(Earned? e) => $"{Numbers.Score(e?.Reward),8}  {Numbers.Score(e?.Spread),8}  {Numbers.SignedScore(e?.Advantage),9}";
}
