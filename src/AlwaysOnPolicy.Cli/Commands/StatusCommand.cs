using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop status</c>: where a run stands, also one that is going on in another terminal.</summary>
internal static class StatusCommand
{
    public const string Name = "status";

    public const string Description =
        "Says where a run stands: its stage, step, time left and last figures. It reads files only, so that it can be " +
        "asked from another terminal.\n\nExample: aop status runs/first";

    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds the folder that holds theirs." };
        var command = new Command(Name, Description) { folder };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(folder)!;
            string[] seeds = File.Exists(Path.Combine(place, "plan.json")) || !Directory.Exists(place)
                ? [] : [.. Directory.EnumerateDirectories(place, "seed-*").Where(f => File.Exists(Path.Combine(f, "plan.json"))).Order(StringComparer.Ordinal)];
            if (File.Exists(place)) throw new SettingsException($"'{place}' is a file: name the folder that a run was given with --out.");
            foreach (var run in seeds.Length > 0 ? seeds : [place]) StatusLines.Print(run, RunStatus.Read(new RunFolder(run)), System.Console.Out);
            if (seeds.Length > 0) StatusLines.PrintReport(place, System.Console.Out);
            return 0;
        });
        return command;
    }
}
