using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>How adapter_config.json names layers: by the ends of their names, by patterns as Python's re has them, or by the numbers of blocks.</summary>
internal static class AdapterTargets
{
    /// <summary>A list of names, or one pattern for whole names.</summary>
    /// <exception cref="CheckpointException">It is neither, or no pattern.</exception>
    public static (IReadOnlyList<string> Names, string? Pattern) NamesOrPattern(ConfigFile file, string key) =>
        file.Json[key] is JsonValue value && value.TryGetValue<string>(out var pattern) && pattern.Length > 0
            ? ([], Checked(file, key, pattern)) : (Names(file, key), null);

    /// <exception cref="CheckpointException">It is no list of names.</exception>
    public static IReadOnlyList<string> Names(ConfigFile file, string key) => file.Json[key] switch
    {
        null => [],
        JsonArray list when list.All(n => n is JsonValue v && v.TryGetValue<string>(out _)) => [.. list.Select(n => n!.GetValue<string>())],
        var other => throw file.Wrong(key, $"is {other.ToJsonString()}; a list of names is expected, or a pattern where PEFT takes one"),
    };

    /// <summary>One pattern, or a list of them.</summary>
    /// <exception cref="CheckpointException">It is neither.</exception>
    public static IReadOnlyList<string> Patterns(ConfigFile file, string key)
    {
        var (names, pattern) = NamesOrPattern(file, key);
        return pattern is not null ? [pattern] : [.. names.Where(n => n.Length > 0).Select(n => Checked(file, key, n))];
    }

    /// <summary>A number, or a list of them.</summary>
    /// <exception cref="CheckpointException">It is neither.</exception>
    public static IReadOnlyList<int> Numbers(ConfigFile file, string key)
    {
        JsonNode?[] nodes = file.Json[key] switch { null => [], JsonArray list => [.. list], var single => [single] };
        return [.. nodes.Select(n => n is JsonValue v && v.TryGetValue<int>(out var number) && number >= 0
            ? number
            : throw file.Wrong(key, $"is {file.Json[key]!.ToJsonString()}; the number of a block or a list of them is expected"))];
    }

    /// <summary>An object whose keys are patterns for the ends of names.</summary>
    /// <exception cref="CheckpointException">It is none, or a key is no pattern.</exception>
    public static IEnumerable<(string Pattern, ConfigFile Inner)> ByPattern(ConfigFile file, string key)
    {
        if (file.Object(key) is not { } inner) yield break;
        foreach (var (pattern, _) in inner.Json) yield return (Checked(file, key, pattern), inner);
    }

    private static string Checked(ConfigFile file, string key, string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return pattern;
        }
        catch (ArgumentException e)
        {
            throw file.Wrong(key, $"has '{pattern}', which is no pattern: {e.Message}");
        }
    }
}
