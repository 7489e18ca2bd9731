using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cluster;

/// <summary>What the client of a run and its workers leave one another in the store: the run's settings, finished stages, and what shards have kept. All of it
/// is known by its content, so that runs with the same stages share them.</summary>
/// <param name="folder">The store.</param>
public sealed class StageStore(string folder)
{
    private const string SettingsName = "experiment.yaml", VersionName = "version", ShardName = "shard";
    private readonly ShardStore _store = new(folder);
    private readonly ConcurrentDictionary<string, Lazy<string>> _written = new();

    /// <summary>Where it is.</summary>
    public string FullPath { get; } = Path.GetFullPath(folder);

    /// <summary>The key of what a shard keeps. It is the run's, since settings that change no result can change how work is cut.</summary>
    /// <param name="run">What <see cref="WriteRun"/> gave.</param>
    public static string KeyOf(PlanNode node, StageShard shard, string run)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Hash($"{node.Key} shard {shard} of {Path.GetFileName(run)}");
    }

    /// <summary>Leaves a run's settings for workers.</summary>
    /// <returns>The folder, which <see cref="ReadRun"/> takes.</returns>
    public string WriteRun(string settings) => Once(Hash($"{Runner.ProductVersion}\n{settings}"), place =>
    {
        File.WriteAllText(Path.Combine(place, SettingsName), settings);
        File.WriteAllText(Path.Combine(place, VersionName), Runner.ProductVersion);
    });

    /// <summary>The file of the settings that a client left, after a look that it is whole and of this version of the tool.</summary>
    /// <exception cref="ClusterException">Another version left it.</exception>
    /// <exception cref="StorageException">It is missing or damaged.</exception>
    public static string ReadRun(string run)
    {
        var (file, version) = (Path.Combine(run, SettingsName), Path.Combine(run, VersionName));
        SealedFolder.Require(run);
        if (!File.Exists(file) || !File.Exists(version))
            throw new StorageException($"'{run}' holds no settings that a run left for workers. Is the store (cluster.store) seen on " +
                $"{Environment.MachineName}?");
        var theirs = File.ReadAllText(version);
        return theirs == Runner.ProductVersion ? file : throw new ClusterException(ClusterFault.Refused, $"The run is of version {theirs} of aop, and " +
            $"{Environment.MachineName} has {Runner.ProductVersion}. Install the same on all machines; 'aop cluster check' compares them.");
    }

    /// <summary>Whether a stage's result is there, whole.</summary>
    public bool Has(PlanNode node) => _store.TryFind(KeyOf(node), out _) is not null;

    /// <summary>Leaves a finished stage.</summary>
    public void Write(RunFolder run, PlanNode node) => Once(KeyOf(node), place => FolderCopy.Copy(run.FolderOf(node), new RunFolder(place).FolderOf(node)));

    /// <summary>Copies a finished stage into a run.</summary>
    /// <exception cref="StorageException">It is damaged, or there is none.</exception>
    public void Take(RunFolder run, PlanNode node)
    {
        var place = Require(KeyOf(node));
        FolderCopy.Publish(new RunFolder(place).FolderOf(node), run.FolderOf(node));
    }

    /// <summary>Lets a run on a worker read the inputs of a stage where they are.</summary>
    /// <exception cref="StorageException">One of them is not there.</exception>
    public void LinkInputs(RunFolder run, PlanNode node)
    {
        foreach (var input in node.Inputs) SharedStages.LinkKept(input, run, new RunFolder(_store.PathOf(input.Key)));
        if (node.Inputs.FirstOrDefault(i => !run.IsDone(i)) is { } missing)
            throw new StorageException($"'{_store.PathOf(missing.Key)}' holds no finished stage {missing}. Start the run's own command again: it leaves it " +
                "there.");
    }

    /// <summary>Leaves what a shard has kept.</summary>
    public void WriteKept(RunFolder folder, PlanNode node, StageShard shard, string run) => Once(KeyOf(node, shard, run), place =>
    {
        File.WriteAllText(Path.Combine(place, ShardName), $"{shard}");   // one with no block keeps nothing
        foreach (var file in Kept(folder.CheckpointFolderOf(node), shard)) File.Copy(file, Path.Combine(place, Path.GetFileName(file)));
    });

    /// <summary>Puts what all shards of a stage have kept where the stage goes on with it.</summary>
    /// <exception cref="StorageException">That of one is damaged, or not there.</exception>
    public void TakeKept(RunFolder folder, PlanNode node, int shards, string run)
    {
        var place = folder.CheckpointFolderOf(node);
        Directory.CreateDirectory(place);
        foreach (var shard in Enumerable.Range(1, shards).Select(number => new StageShard(number, shards)))
            foreach (var file in Kept(Require(KeyOf(node, shard, run)), shard)) File.Copy(file, Path.Combine(place, Path.GetFileName(file)), overwrite: true);
    }

    private static string KeyOf(PlanNode node) => node.Key;

    private static string[] Kept(string place, StageShard shard) => Directory.Exists(place)
        ? Directory.GetFiles(place, shard.FileName("*")) : [];

    private string Require(string key) => _store.TryFind(key, out var damage) ?? throw new StorageException(
        $"'{_store.PathOf(key)}' is not whole: {damage ?? "it is not there."} Run the same command again: it is made anew.");

    /// <summary>What this process has written, or found whole, is not looked at again.</summary>
    private string Once(string key, Action<string> write) => _written.GetOrAdd(key, k => new(() => _store.TryFind(k, out _) ?? _store.Write(k, write))).Value;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
