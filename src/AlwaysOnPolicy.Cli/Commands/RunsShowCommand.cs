using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs show</c>: one run, stage by stage.</summary>
internal static class RunsShowCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var verify = new Option<bool>("--verify") { Description = "Holds every file of every stage to its hash, and not to its length alone." };
        var command = new Command("show", "Shows a run: where it stands, its stages with state, size, time and key, and the settings that are not the " +
            "defaults. " +
            "It reads files only.\n\nExample: aop runs show runs/first --verify") { folder, verify };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(folder)!;
            var run = new RunFolder(place);
            var overview = RunOverview.Read(run, parsed.GetValue(verify));
            RunShowLines.Print(place, run, overview, parsed.GetValue(verify), System.Console.Out);
            return overview.Condition == RunCondition.Damaged ? 1 : 0;
        });
        return command;
    }
}
