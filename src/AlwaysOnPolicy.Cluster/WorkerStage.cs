using System.Security.Cryptography;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Makes a stage, or a shard of one, on a worker: inputs from the store, the result into it.</summary>
/// <param name="store">The store.</param>
/// <param name="run">What <see cref="StageStore.WriteRun"/> gave.</param>
/// <param name="plan">The run's, made on this machine.</param>
/// <param name="compute">What it is computed with.</param>
public sealed class WorkerStage(StageStore store, string run, Plan plan, StageCompute? compute)
{
    /// <summary>Makes it. It works in the system's temporary folder, where a stage that was killed or failed goes on if it comes to the same machine
    /// again.</summary>
    /// <param name="shard">Of a stage that is cut, which shard; null for the whole stage.</param>
    /// <param name="shards">How many shards have left what they kept; 1 for a stage that is not cut.</param>
    public async Task RunAsync(PlanNode node, StageShard? shard, int shards, IRunObserver? observer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        var (folder, hold) = Place(shard is null ? node.Key : StageStore.KeyOf(node, shard, run));
        using (hold)
        {
            var place = new RunFolder(Path.Combine(folder, "run"));
            store.LinkInputs(place, node);
            var alone = new StageAlone(place, plan, compute);
            if (shard is not null)
            {
                await alone.RunShardAsync(node, shard, observer, cancel);
                store.WriteKept(place, node, shard, run);
            }
            else
            {
                if (shards > 1) store.TakeKept(place, node, shards, run);
                await alone.RunAsync(node, observer, cancel);
                store.Write(place, node);
            }
        }
        Durable.DeleteQuietly(folder);   // the store has it: what is kept of anything else stays for the next attempt
    }

    /// <summary>A folder of this stage's own: that of a killed process, unless another is at it.</summary>
    private static (string Folder, IDisposable Hold) Place(string key)
    {
        var name = $"aop-worker-{key[..32]}";
        var own = Path.Combine(Path.GetTempPath(), name);
        try
        {
            return (own, new RunFolder(own).Open());
        }
        catch (StorageException)
        {
            var other = Path.Combine(Path.GetTempPath(), $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
            return (other, new RunFolder(other).Open());
        }
    }
}
