using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop prompts audit</c>: how diverse prompts are.</summary>
internal static class PromptsAuditCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("file or run")
        {
            Description = "The prompts: .jsonl, .csv, .tsv, .parquet with a column 'question', or .txt with one a line; or the folder of a run.",
        };
        var encoder = new Option<string?>("--encoder")
        {
            HelpName = "model",
            Description = "The sentence encoder: a sentence-transformers folder, its owner/name, or built-in/words. Unless given: the run's own, else " +
                "built-in/words.",
        };
        var heldOut = new Option<string?>("--held-out")
        {
            HelpName = "file",
            Description = "Of a file: questions that the prompts should not be near to. A run knows its own.",
        };
        var columns = ColumnsOption.Create("the file");
        var output = new Option<string?>("--out") { HelpName = "folder", Description = "Where index.html, audit.md and the map go; nowhere unless given." };
        var json = new Option<bool>("--json") { Description = "Prints the figures as JSON alone." };
        var command = new Command("audit",
            "Measures how diverse prompts are: repeated and near ones, nearest neighbours among them and held-out questions, distinct words, spread over " +
            "clusters, lengths, domains against the policy's weakness, and a map by iteration.\n\n" +
            "Examples: aop prompts audit prompts.jsonl --held-out test.jsonl --out audit\n" +
            "          aop prompts audit runs/quickstart --json")
            { target, encoder, heldOut, columns, output, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(target)!;
            var other = parsed.GetValue(heldOut);
            var isRun = Directory.Exists(name);
            if (isRun && other is not null) throw new SettingsException("--held-out is for a file of prompts; a run knows its own held-out questions.");
            DataSource Source(string file, string option) =>
                DataFileName.Read(file, option, DataUse.Questions) with { Columns = ColumnsOption.Read(parsed.GetValue(columns)!) };
            var audit = isRun ? await RunAudit.OfAsync(name, parsed.GetValue(encoder), cancel)
                : FileAudit.Of(Source(name, "FILE"), other is null ? null : Source(other, "--held-out"),
                    parsed.GetValue(encoder) ?? SentenceEncoders.Words, cancel);
            var page = parsed.GetValue(output) is { } folder
                ? AuditPage.Write(audit, $"Prompts of {Path.GetFileName(Path.TrimEndingDirectorySeparator(name))}", Facts(audit), folder) : null;
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(audit, ReportWriter.Json));
            else
            {
                foreach (var table in AuditTables.Of(audit)) TableSummary.Print(Spectre.Console.AnsiConsole.Console, table);
                if (page is not null) System.Console.WriteLine($"\nReport: {page}");
            }
            return 0;
        });
        return command;
    }

    private static Fact[] Facts(PromptAudit audit) =>
        [new("encoder", audit.Encoder), new("prompts", Numbers.Count(audit.Sets.Sum(s => s.Figures.Prompts)))];
}
