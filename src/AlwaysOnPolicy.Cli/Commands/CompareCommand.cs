using System.CommandLine;
using AlwaysOnPolicy.Experiments.Comparing;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop compare</c>: finished runs side by side.</summary>
internal static class CompareCommand
{
    public const string Name = "compare";

    public const string Description =
        "Sets finished runs side by side: settings that differ, paired differences with intervals, who is ahead in each, costs, reward by domain, " +
        "training " +
        "curves.\n\nExample: aop compare plain=runs/a,runs/b scaled=runs/c,runs/d --out runs/comparison";

    public static Command Create()
    {
        var runs = new Argument<string[]>("runs")
        {
            Description = "A run's folder, label=folder, or label=folder,folder for several seeds.",
            Arity = ArgumentArity.OneOrMore
        };
        var title = new Option<string>("--title") { Description = "The page's title.", DefaultValueFactory = _ => "Runs compared" };
        var folder = new Option<string>("--out")
        {
            HelpName = "folder",
            Description = "Where comparison.html, comparison.md and their plots go.",
            DefaultValueFactory = _ =>
            Path.Combine("runs", "comparison")
        };
        var force = ForceOption.Create();
        var command = new Command(Name, Description)
            { runs, title, folder, force };
        command.SetAction(parsed =>
        {
            ComparedRuns[] groups = [.. parsed.GetValue(runs)!.Select(ComparedRuns.Parse)];
            var page = RunComparison.Write(parsed.GetValue(title)!, groups, parsed.GetValue(folder)!, parsed.GetValue(force));
            foreach (var sentence in RunComparison.Sentences(groups)) System.Console.WriteLine(sentence);
            System.Console.WriteLine($"Comparison: {Path.ChangeExtension(page, "html")}");   // not by the console that wraps: a path must stay whole
            return 0;
        });
        return command;
    }
}
