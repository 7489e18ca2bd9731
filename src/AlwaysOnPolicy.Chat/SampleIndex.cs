using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat;

/// <summary>Which of several equal requests one is: an author's forty calls may have the same words and still want forty answers. Whoever asks gives each
/// request an index that is the same whenever the work is done again; requests with the same words and the same index are one, and are paid for once.</summary>
public static class SampleIndex
{
    private const string Name = "sample_index";

    /// <summary>Options that carry an index, besides what <paramref name="options"/> holds.</summary>
    public static ChatOptions With(string index, ChatOptions? options = null)
    {
        var own = options?.Clone() ?? new ChatOptions();
        (own.AdditionalProperties ??= [])[Name] = index;
        return own;
    }

    /// <returns>Empty where none was given.</returns>
    internal static string Of(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(Name, out var index) == true ? $"{index}" : "";

    /// <summary>The options as a provider's client may see them.</summary>
    internal static ChatOptions? Without(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.ContainsKey(Name) != true) return options;
        var plain = options.Clone();
        plain.AdditionalProperties!.Remove(Name);
        if (plain.AdditionalProperties.Count == 0) plain.AdditionalProperties = null;
        return plain;
    }
}
