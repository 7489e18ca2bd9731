using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs list</c>: the runs in a folder, a line each.</summary>
internal static class RunsListCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description = "Where the runs are; runs unless given.",
            DefaultValueFactory = _ => "runs",
        };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("list", "Lists the runs in a folder: whether each is finished, interrupted, running or damaged, its size, and when " +
            "something " +
            "last happened. It reads files only.\n\nExample: aop runs list runs") { folder, json };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(folder)!;
            if (!Directory.Exists(place)) throw new SettingsException($"'{place}' is no folder: name the one that runs are in.");
            RunOverview[] runs = [.. RunOverview.FoldersIn(place).Select(f => RunOverview.Read(new RunFolder(f)))];
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(runs, ArtifactJson.Indented));
            else RunListLines.Print(place, runs, System.Console.Out);
            return 0;
        });
        return command;
    }
}
