using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop stage</c>: one stage of a run by itself.</summary>
internal static class StageCommand
{
    public const string Name = "stage";

    public const string Description = "Runs one stage of a run by itself, or a shard of one.";

    public static Command Create() => new(Name, Description) { Run() };

    private static Command Run()
    {
        var key = new Argument<string>("key") { Description = "The stage's key or its beginning, or the name of its folder, as plan.json has them." };
        var run = new Option<string>("--run") { HelpName = "folder", Description = "The run's folder, as aop run was given it with --out.", Required = true };
        var shard = new Option<string?>("--shard")
        {
            HelpName = "i/n",
            Description = "Makes one of n pieces of a stage that works on many items, such as answering or scoring, from 1/n to n/n. They may run side by " +
                "side; the stage itself, run after them, puts them together.",
        };
        var shards = new Option<int>("--shards")
        {
            HelpName = "n",
            Description = "With --store: puts together what so many shards left there.",
            DefaultValueFactory = _ => 1,
        };
        var store = new Option<string?>("--store")
        {
            HelpName = "folder",
            Description = "The store of a cluster: inputs come from there and results go there. Jobs that aop run submits are called with it; --run is what " +
                "it left in the store.",
        };
        var command = new Command("run", "Runs one stage of a run whose inputs are finished. What a killed run or shards of it have kept is not made " +
            "anew.\n\nExample: aop stage run 3f2a90 --run runs/first --shard 2/8") { key, run, shard, shards, store };
        command.SetAction(async (parsed, cancel) =>
        {
            var piece = parsed.GetValue(shard) is { } text ? StageShard.Parse(text) : null;
            var many = parsed.GetValue(shards);
            if (many < 1 || (many > 1 && (piece is not null || parsed.GetValue(store) is null)))
                throw new SettingsException("--shards is at least 1, and goes with --store and without --shard.");
            var (node, made) = await ProgressDisplay.RunAsync(async o => parsed.GetValue(store) is { } place
                ? (await StageRun.OnWorkerAsync(parsed.GetValue(run)!, place, parsed.GetValue(key)!, piece, many, o, cancel), true)
                : await StageRun.InRunAsync(parsed.GetValue(run)!, parsed.GetValue(key)!, piece, o, cancel));
            System.Console.WriteLine(piece is not null ? $"{node}: shard {piece} is done." : made ? $"{node} is done." : $"{node} was finished before.");
            return 0;
        });
        return command;
    }
}
