namespace AlwaysOnPolicy.Engine;

/// <summary>What a stage is called and which meaning of it is meant.</summary>
/// <param name="Name">Lower-case words joined by '-': it becomes part of a folder's name.</param>
/// <param name="Version">From 1. Raise it when the same input no longer gives the same output: stored results of older versions are then left alone.</param>
public sealed record StageId(string Name, int Version)
{
    /// <summary>The numbers it computes with where they are not the usual ones, float32: part of the key.</summary>
    public string? Numbers { get; init; }
}
