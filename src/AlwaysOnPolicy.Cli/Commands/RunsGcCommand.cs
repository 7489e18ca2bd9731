using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs gc</c>: removes what the plans of runs do not need.</summary>
internal static class RunsGcCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A run's folder, or one with runs in it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be removed, and removes nothing." };
        var yes = new Option<bool>("--yes") { Description = "Removes without asking." };
        var command = new Command("gc", "Frees disk space: removes what the present plan of a run does not need, that is stages and checkpoints of former " +
            "settings, " +
            "checkpoints of finished stages, and what killed runs left. It says first what and how much. A run that a process holds is left alone." +
            "\n\nExample: aop runs gc runs --dry-run") { folder, dryRun, yes };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(folder)!;
            var runs = RunOverview.FoldersIn(place);
            if (runs.Count == 0) throw new SettingsException($"'{place}' holds no run: name a run's folder, or one with runs in it.");
            var exit = 0;
            foreach (var run in runs)
                if (!Sweep(run, parsed.GetValue(dryRun), parsed.GetValue(yes))) exit = 1;
            return exit;
        });
        return command;
    }

    /// <returns>False where the run was left alone though there may be something.</returns>
    private static bool Sweep(string place, bool dryRun, bool yes)
    {
        var run = new RunFolder(place);
        try
        {
            using var held = run.Hold();
            var garbage = RunGarbage.Find(run);
            GarbageLines.Print(place, garbage, System.Console.Out);
            if (garbage.Count == 0 || dryRun) return true;
            if (!yes && (System.Console.IsInputRedirected || System.Console.IsOutputRedirected))
                throw new SettingsException("Nothing was removed: nobody is here to be asked. Give --yes to remove it, or --dry-run to look only.");
            if (!yes && !AnsiConsole.Confirm("Remove?", defaultValue: false)) return true;
            RunGarbage.Remove(run, garbage);
            System.Console.WriteLine($"Removed {Sizes.Text(garbage.Sum(g => g.Bytes))}.");
            return true;
        }
        catch (StorageException e)
        {
            System.Console.Error.WriteLine($"{place}: left alone. {e.Message}");
            return false;
        }
    }
}
