namespace AlwaysOnPolicy.Cluster;

/// <summary>A piece of work that any worker can do, whose result depends on its key alone.</summary>
/// <param name="Key">Of what makes the result: lower-case hexadecimal, at least 16 digits.</param>
/// <param name="Entrypoint">A line for the worker's shell that leaves the result in the store (<see cref="ShardStore.Write"/>).</param>
public sealed record Shard(string Key, string Entrypoint)
{
    private const int ShortestKey = 16, LongestKey = 64;

    /// <summary>Of what makes the result.</summary>
    public string Key { get; init => field = CheckKey(value); } = CheckKey(Key);

    // It becomes a part of ids and of paths.
    internal static string CheckKey(string key) => key is { Length: >= ShortestKey and <= LongestKey } && key.All(char.IsAsciiHexDigitLower) ? key
        : throw new ArgumentException($"'{key}' is no shard's key: {ShortestKey} to {LongestKey} lower-case hexadecimal digits.");
}
