using System.CommandLine;
using AlwaysOnPolicy.Experiments.Keeping;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs import</c>: a run from the file that an export wrote.</summary>
internal static class RunsImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = $"The archive, FILE{RunArchive.Ending}." };
        var folder = new Option<string?>("--out")
        {
            HelpName = "folder",
            Description = "The run's folder, which must not be there; runs/<its name> unless " +
            "given."
        };
        var command = new Command("import", "Unpacks a run that was exported, wholly and with every hash checked, or not at all.\n\nExample: aop runs import " +
            $"first{RunArchive.Ending} --out runs/first") { file, folder };
        command.SetAction((parsed, cancel) =>
        {
            var run = RunImport.Import(parsed.GetValue(file)!, parsed.GetValue(folder), "runs", cancel);
            var place = parsed.GetValue(folder) ?? Path.GetRelativePath(".", run.FullPath);
            System.Console.WriteLine($"{place}: unpacked, every hash as it was exported.");
            if (RunKinds.Of(run) is not { } kind) return Task.FromResult(0);
            foreach (var (key, path) in kind.Missing(run))
                System.Console.WriteLine($"  not here: {path} ({key}). Put it there, or name its place here with --set {key}=PATH or in the settings file.");
            System.Console.WriteLine($"To go on: {kind.GoOn(place)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
