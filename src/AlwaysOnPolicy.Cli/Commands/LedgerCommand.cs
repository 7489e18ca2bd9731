using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop ledger</c>: what a run has paid to language models.</summary>
internal static class LedgerCommand
{
    public const string Name = "ledger";

    public const string Description =
        "Says what a run has paid to language models, by stage, model and day, and which calls failed. It can be asked " +
        "while the " +
        "run goes on.\n\nExample: aop ledger runs/first --csv calls.csv";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var csv = new Option<string?>("--csv") { HelpName = "file", Description = "Writes a line for each call there, answers and all." };
        var json = new Option<bool>("--json") { Description = "Prints the sums as JSON." };
        var command = new Command(Name, Description) { folder, csv, json };
        command.SetAction(parsed =>
        {
            var run = parsed.GetValue(folder)!;
            var file = Path.Combine(run, CallLedger.FileName);
            var report = LedgerReport.Read(file);
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(report, s_json));
            else LedgerLines.Print(run, report, System.Console.Out);
            if (parsed.GetValue(csv) is { } target) Write(Path.GetFullPath(target), LedgerCsv.Read(file));
            return 0;
        });
        return command;
    }

    /// <exception cref="StorageException">It cannot be written.</exception>
    private static void Write(string file, string text)
    {
        try
        {
            Durable.WriteText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
    }
}
