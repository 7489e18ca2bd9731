namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>A request that was accepted: its result, or what it failed for, and how often it is still said to be under way.</summary>
internal sealed record TinkerServerFuture(object? Result, string? Failure)
{
    public int Waits { get; set; }
}
