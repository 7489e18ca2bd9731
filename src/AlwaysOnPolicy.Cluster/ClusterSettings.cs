using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Where a Ray cluster is, and how stages run on it. None of it is part of a key: results are the same as without a cluster.</summary>
public sealed record ClusterSettings
{
    /// <summary>Of the head's dashboard, which serves the Jobs interface.</summary>
    public string Address { get; init => field = OptionNotNull.Check(value); } = "http://127.0.0.1:8265";

    /// <summary>A folder that this machine and every worker see under this path: results are written there.</summary>
    [PathSetting] public string Store { get; init => field = OptionNotNull.Check(value); } = "";

    /// <summary>Name of the environment variable that holds the cluster's token; null where it asks for none.</summary>
    public string? TokenVariable { get; init; }

    /// <summary>What runs the tool on a worker.</summary>
    public string Command { get; init => field = OptionNotNull.Check(value); } = "aop";

    /// <summary>Jobs that the work on many items, such as answering and scoring, is cut into; one more puts their results together. 1 cuts nothing.</summary>
    /// <value>jobs</value>
    [Range(1, 1000)] public int Shards { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Processors that a job reserves.</summary>
    /// <value>processors</value>
    [Range(0.01, 1024)] public double CpusPerShard { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Jobs that are submitted and not finished, at most.</summary>
    [Range(1, 10_000)] public int ParallelShards { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>Seconds that a job may wait for its processors before its shard is tried anew.</summary>
    [Range(1, 604_800)] public double PendingSeconds { get; init => field = OptionRange.Check(this, value); } = 600;

    /// <summary>Seconds that the head may be away, as it is while it restarts.</summary>
    [Range(1, 604_800)] public double HeadSeconds { get; init => field = OptionRange.Check(this, value); } = 300;

    /// <summary>Seconds that a result may take to be seen here after its job has ended: a folder on a network shows new names late.</summary>
    [Range(0, 3600)] public double ResultSeconds { get; init => field = OptionRange.Check(this, value); } = 30;

    /// <summary>Seconds between two looks at a job.</summary>
    [Range(0.05, 3600)] public double PollSeconds { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Jobs for one shard, at most, the first included; those that found no room are not counted.</summary>
    [Range(1, 100)] public int Attempts { get; init => field = OptionRange.Check(this, value); } = 3;

    /// <summary>Looks that a store is named.</summary>
    /// <exception cref="SettingsException">None is.</exception>
    public void RequireStore()
    {
        if (string.IsNullOrWhiteSpace(Store))
            throw new SettingsException("cluster.store is missing: name a folder that this machine and every worker see under this path.");
    }

    /// <summary>The cluster's Jobs interface, with the token of <see cref="TokenVariable"/>.</summary>
    /// <exception cref="SettingsException">The address is none or holds a secret, or the variable is not set.</exception>
    public RayJobs Connect()
    {
        var address = ServiceAddress.Read(Address, "cluster.address", "http://head:8265");
        if (TokenVariable is null) return new RayJobs(address);
        var name = ServiceAddress.VariableName(TokenVariable, "cluster.token_variable");
        var token = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrWhiteSpace(token)
            ? throw new SettingsException($"cluster.token_variable: the environment variable {name} is not set. Put the cluster's token into it.")
            : new RayJobs(address, token.Trim());
    }
}
