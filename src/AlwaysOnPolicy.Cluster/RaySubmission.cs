namespace AlwaysOnPolicy.Cluster;

/// <summary>A job to be submitted.</summary>
/// <param name="Id">Chosen by the submitter: the same one is taken once.</param>
/// <param name="Entrypoint">A line for the worker's shell.</param>
public sealed record RaySubmission(string Id, string Entrypoint)
{
    /// <summary>Of <see cref="RayJobs.UploadAsync"/>: the job starts in a folder with its content. Null for none.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables of the command. The cluster shows them to whoever asks: no secrets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init => field = OptionNotNull.Check(value); } = new Dictionary<string, string>();

    /// <summary>What is shown beside the job.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = OptionNotNull.Check(value); } = new Dictionary<string, string>();

    /// <summary>Processors to reserve.</summary>
    public double Cpus { get; init; } = 1;

    /// <summary>Ids of nodes that it is not to run on.</summary>
    public IReadOnlyList<string> AvoidedNodes { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Id of the one node that it is to run on; null for any.</summary>
    public string? OnlyNode { get; init; }
}
