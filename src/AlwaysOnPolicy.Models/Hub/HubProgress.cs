namespace AlwaysOnPolicy.Models.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">Which file.</param>
/// <param name="Done">Bytes that are there.</param>
/// <param name="Total">Its size.</param>
public sealed record HubProgress(string File, long Done, long Total);
