namespace AlwaysOnPolicy;

/// <summary>A model repository's name on the hub: owner/name, or a name alone for a few old ones such as gpt2.</summary>
public sealed record HubId
{
    internal const string FolderPrefix = "models--";

    private HubId(string text) => Text = text;

    /// <summary>As it is written: owner/name, or a name alone.</summary>
    public string Text { get; }

    /// <summary>The repository's folder in the cache, as huggingface_hub names it.</summary>
    internal string FolderName => FolderPrefix + Text.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Reads a name.</summary>
    /// <exception cref="SettingsException">It is no such name.</exception>
    public static HubId Parse(string text) => IsOne(text)
        ? new HubId(text)
        : throw new SettingsException($"'{text}' is no name of a model on the hub: give owner/name, such as openai-community/gpt2.");

    /// <summary>Whether the text could be one: letters, digits, '-', '_' and '.', at most one slash, no part that climbs out of a folder.</summary>
    public static bool IsOne(string text)
    {
        var parts = text.Split('/');
        return parts.Length is 1 or 2 && parts.All(p => p.Length is > 0 and <= 96
            && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            && !p.Contains("--", StringComparison.Ordinal) && !p.Contains("..", StringComparison.Ordinal)
            && p[0] is not ('-' or '.') && p[^1] is not ('-' or '.'));
    }

    /// <summary>Whether the text could be owner/name. A name alone could be any folder's and is taken for one.</summary>
    public static bool IsOwnerAndName(string text) => text.Contains('/', StringComparison.Ordinal) && IsOne(text);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;
}
