using System.CommandLine;
using AlwaysOnPolicy.Experiments.Comparing;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop compare</c>: the training curves of several finished runs in one figure.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "label=folder, or label=folder,folder for several seeds.", Arity = ArgumentArity.OneOrMore };
        var title = new Option<string>("--title") { Description = "The figure's title.", DefaultValueFactory = _ => "Training curves" };
        var folder = new Option<string>("--out")
        {
            HelpName = "folder",
            Description = "Where comparison.md and its plots go.",
            DefaultValueFactory = _ =>
            Path.Combine("runs", "comparison")
        };
        var force = ForceOption.Create();
        var command = new Command("compare",
            "Puts the training curves of finished runs into one figure, with a table and what the monitors said.\n\nExample: aop compare plain=runs/a,runs/b " +
            "scaled=runs/c,runs/d --out runs/comparison")
            { runs, title, folder, force };
        command.SetAction(parsed =>
        {
            ComparedRuns[] groups = [.. parsed.GetValue(runs)!.Select(ComparedRuns.Parse)];
            var page = RunComparison.Write(parsed.GetValue(title)!, groups, parsed.GetValue(folder)!, parsed.GetValue(force));
            AnsiConsole.MarkupLineInterpolated($"Comparison: [blue]{page}[/]");
            return 0;
        });
        return command;
    }
}
