using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Web.Annotation;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate agreement</c>: what the raters said, counted.</summary>
internal static class AnnotateAgreementCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("folder") { Description = "The evaluation's folder, or the run that holds evaluations." };
        var json = new Option<bool>("--json") { Description = "Prints JSON alone." };
        var command = new Command("agreement", "Counts majorities (Table 4 of the paper) and agreement: Krippendorff's alpha, Fleiss' and Cohen's kappa with " +
            "intervals, rater by rater, by domain, and against the run's judge. Of a run, its report is made again with these tables.\n\n" +
            "Example: aop annotate agreement runs/first") { place, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var folders = HumanEvaluation.FoldersIn(parsed.GetValue(place)!);
            var found = new List<HumanComparison>();
            foreach (var folder in folders) found.Add(await HumanEvaluation.CountAsync(folder, cancel));
            string?[] pages = [.. folders.Select(HumanEvaluation.RunOf).OfType<string>().Distinct().Select(HumanFiles.AddToReport)];
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(found, ReportWriter.Json));
            else
            {
                foreach (var human in found) HumanSummary.Print(human);
                foreach (var page in pages.OfType<string>()) System.Console.WriteLine($"Report: {page}");
            }
            return 0;
        });
        return command;
    }
}
