namespace AlwaysOnPolicy.Cluster;

/// <summary>A job that the cluster knows.</summary>
/// <param name="Id">As it was submitted.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Message">What Ray says of it.</param>
/// <param name="ExitCode">Of its command; null where that has not ended, or was lost.</param>
/// <param name="NodeId">Where it runs or ran; null before.</param>
public sealed record RayJobDetails(string Id, RayJobStatus Status, string Message, int? ExitCode, string? NodeId)
{
    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => Status is RayJobStatus.Succeeded or RayJobStatus.Failed or RayJobStatus.Stopped;
}
