using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>A stage in blocks, with a file beside its record.</summary>
internal sealed class Squares(StageReach reach) : Stage<Squares.In, Squares.Out>
{
    public sealed record In(int First, Artifact<Out>? Before);

    public sealed record Out(IReadOnlyList<double> Values);

    public override StageId Id => new("squares", 1);

    protected override StageReach ReachOf(In input) => reach;

    protected override async Task<Out> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var before = input.Before is null ? 0 : (await stage.ReadAsync(input.Before, cancel)).Values.Sum();
        var values = stage.InBlocks<int, double>(
            "squares", [.. Enumerable.Range(input.First, 25)], 4, (block, _) => [.. block.Select(n => n * n / 7.0 + before)], cancel);
        stage.Metric(new { values.Count });
        await File.WriteAllTextAsync(Path.Combine(stage.Folder, "side.txt"), $"{values.Sum():R}", cancel);
        return new(values);
    }

    /// <summary>Three, each after the one before it: here, anywhere, in shards.</summary>
    public static Plan Plan()
    {
        var plan = new Plan(1);
        Artifact<Out>? before = null;
        foreach (var reach in new[] { StageReach.Here, StageReach.Anywhere, StageReach.InShards })
            before = plan.Add(new Squares(reach), new In((int)reach * 100, before), $"{reach}");
        return plan;
    }
}
