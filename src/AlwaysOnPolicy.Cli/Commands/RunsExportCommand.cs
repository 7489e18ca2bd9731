using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Keeping;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop runs export</c>: a run as one file.</summary>
internal static class RunsExportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder; of several seeds that of one." };
        var file = new Option<string?>("--out")
        {
            HelpName = "file",
            Description = $"The archive, FILE{RunArchive.Ending}; beside the run, by its name, unless given."
        };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var command = new Command("export", "Writes a run into one file with the hash of everything in it, ledger and checkpoints too, so that it can be " +
            "looked at and " +
            "gone on with elsewhere. What a run reads from outside of its folder, models and data, is not in it.\n\nExample: aop runs export runs/first " +
            "--out " +
            $"first{RunArchive.Ending}") { folder, file, force };
        command.SetAction((parsed, cancel) =>
        {
            var run = new RunFolder(parsed.GetValue(folder)!);
            var target = parsed.GetValue(file) ?? run.FullPath.TrimEnd(Path.DirectorySeparatorChar) + RunArchive.Ending;
            var (files, bytes) = RunArchive.Export(run, target, parsed.GetValue(force), cancel);
            System.Console.WriteLine($"{target}: {files:N0} files, {Sizes.Text(bytes)}, packed into {Sizes.Text(new FileInfo(target).Length)}.");
            System.Console.WriteLine($"On another machine: aop runs import {Path.GetFileName(target)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
