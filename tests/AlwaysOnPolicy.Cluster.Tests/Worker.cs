using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>Does in this process what a job's line asks of a worker.</summary>
internal static partial class Worker
{
    public static void Run(ScriptedJob job, Plan plan)
    {
        var line = (string)job.Submission["entrypoint"]!;
        var parts = Line().Match(line);
        parts.Success.ShouldBeTrue(line);
        File.Exists(StageStore.ReadRun(parts.Groups["run"].Value)).ShouldBeTrue();
        var shard = parts.Groups["shard"] is { Success: true, Value: var text } ? StageShard.Parse(text) : null;
        var shards = parts.Groups["shards"] is { Success: true, Value: var count } ? int.Parse(count) : 1;
        new WorkerStage(new StageStore(parts.Groups["store"].Value), parts.Groups["run"].Value, plan, compute: null)
            .RunAsync(StageAlone.Find(plan, parts.Groups["key"].Value), shard, shards, null, default).GetAwaiter().GetResult();
    }

    [GeneratedRegex("^aop stage run (?<key>[0-9a-f]{64}) --run '(?<run>[^']+)' --store '(?<store>[^']+)'" +
        "( --shard (?<shard>[0-9/]+))?( --shards (?<shards>[0-9]+))?$")]
    private static partial Regex Line();
}
