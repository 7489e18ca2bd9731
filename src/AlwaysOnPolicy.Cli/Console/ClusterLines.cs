using System.Globalization;
using AlwaysOnPolicy.Cluster;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Which stages of a plan a cluster would make, in how many jobs.</summary>
internal static class ClusterLines
{
    public static void Print(ClusterSettings settings, Plan plan, RunFolder run, TextWriter writer)
    {
        PlanNode[] left = [.. plan.Nodes.Where(n => !run.IsDone(n))];
        var sent = left.Where(n => n.Reach != StageReach.Here).ToArray();
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"On the cluster at {settings.Address}, with the store '{settings.Store}', jobs of " +
            $"{settings.CpusPerShard:0.##} processors; what is in the store already needs none:"));
        foreach (var stage in sent.GroupBy(n => n.Id.Name))
        {
            var shards = ClusterStages.ShardsOf(stage.First(), settings);
            var cut = shards > 1 ? string.Create(CultureInfo.InvariantCulture, $", each {shards} shards and a job that puts them together") : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage.Key}: {stage.Count()}{cut}"));
        }
        var jobs = sent.Sum(n => ClusterStages.ShardsOf(n, settings) is var shards and > 1 ? shards + 1 : 1);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{jobs} jobs for {sent.Length} stages; the other {left.Length - sent.Length} are made here."));
    }
}
