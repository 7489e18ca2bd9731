using System.CommandLine;
using AlwaysOnPolicy.Cluster;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop cluster</c>: whether a Ray cluster can make the stages of a run.</summary>
internal static class ClusterCommand
{
    public const string Name = "cluster";

    public const string Description = "Looks whether a Ray cluster can make the stages of a run.";

    public static Command Create() => new(Name, Description) { Check(), Answer() };

    private static Command Check()
    {
        var config = new Option<string?>("--config") { HelpName = "file", Description = "An experiment file, whose section 'cluster' is looked at." };
        var address = new Option<string?>("--address") { HelpName = "url", Description = "Of the head's dashboard, such as http://head:8265." };
        var store = new Option<string?>("--store") { HelpName = "folder", Description = "A folder that all machines see under this path." };
        var run = new Option<string?>("--command") { HelpName = "command", Description = "What runs aop on a worker; aop unless given." };
        var token = new Option<string?>("--token-variable") { HelpName = "name", Description = "The environment variable that holds the cluster's token." };
        var command = new Command("check", "Looks whether the cluster answers, and on each node, by a small job, whether it has the same version of aop, " +
            "sees the store and loads the native library. The exit code is 0 where all is well, else 1.\n\nExample: aop cluster check --address " +
            "http://head:8265 --store /shared/aop") { config, address, store, run, token };
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = parsed.GetValue(config) is { } file
                ? SettingsFile.Load<ExperimentSettings>(file, []).Cluster ?? throw new SettingsException($"'{file}' has no section 'cluster'. Add one, or " +
                    "name --address and --store.")
                : new ClusterSettings();
            settings = settings with
            {
                Address = parsed.GetValue(address) ?? settings.Address,
                Store = parsed.GetValue(store) is { } place ? Path.GetFullPath(place) : settings.Store,
                Command = parsed.GetValue(run) ?? settings.Command,
                TokenVariable = parsed.GetValue(token) ?? settings.TokenVariable,
            };
            var well = await new ClusterCheck(settings).RunAsync(line =>
                System.Console.WriteLine($"{(line.IsWell ? "ok    " : "WRONG ")} {line.What}: {line.Found}"), cancel);
            return well ? 0 : 1;
        });
        return command;
    }

    /// <summary>What the check runs on a node.</summary>
    private static Command Answer()
    {
        var store = new Option<string>("--store") { Required = true };
        var question = new Option<string>("--question") { Required = true };
        var answer = new Option<string>("--answer") { Required = true };
        var command = new Command("answer", "What the check runs on a node.") { store, question, answer };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var machine = MachineReport.Take(Path.GetTempPath());
            ClusterCheck.Answer(parsed.GetValue(store)!, parsed.GetValue(question)!, parsed.GetValue(answer)!, machine.NativeError);
            return 0;
        });
        return command;
    }
}
