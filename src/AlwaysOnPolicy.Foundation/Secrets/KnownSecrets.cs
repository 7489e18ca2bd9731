using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Secrets;

/// <summary>The keys and tokens that this process was given, so that none gets into a file or a message: a service may quote what it was sent.</summary>
public static class KnownSecrets
{
    private const string Hidden = "***";

    // Shorter ones are no secrets, and would blot out common words.
    private const int Shortest = 6;
    private static readonly ConcurrentDictionary<string, bool> s_values = new(StringComparer.Ordinal);

    /// <summary>Remembers a value to hide.</summary>
    /// <returns>The value itself.</returns>
    public static string? Remember(string? value)
    {
        foreach (var form in value?.Trim() is { Length: >= Shortest } own ? new[] { own, Uri.EscapeDataString(own) } : []) s_values[form] = true;
        return value;
    }

    /// <summary>The text with every known secret blotted out.</summary>
    public static string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var value in s_values.Keys.OrderByDescending(v => v.Length)) text = text.Replace(value, Hidden, StringComparison.Ordinal);
        return text;
    }
}
