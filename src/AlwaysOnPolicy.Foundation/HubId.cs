namespace AlwaysOnPolicy;

/// <summary>The name of a repository on the hub, of a model or of a data set: owner/name, or a name alone for a few old ones such as gpt2.</summary>
public sealed record HubId
{
    internal const string FolderPrefix = "models--";
    private const string DataSetPrefix = "datasets--";

    private HubId(string text, bool isDataSet) => (Text, IsDataSet) = (text, isDataSet);

    /// <summary>As it is written: owner/name, or a name alone.</summary>
    public string Text { get; }

    /// <summary>Whether it holds a data set, and not a model.</summary>
    public bool IsDataSet { get; }

    /// <summary>What it holds, for messages.</summary>
    internal string Kind => IsDataSet ? "data set" : "model";

    /// <summary>The repository's folder in the cache, as huggingface_hub names it.</summary>
    internal string FolderName => (IsDataSet ? DataSetPrefix : FolderPrefix) + Text.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Its place below the hub's address.</summary>
    internal string Address => IsDataSet ? $"datasets/{Text}" : Text;

    /// <summary>The place of what the hub says of it.</summary>
    internal string ApiAddress => $"api/{(IsDataSet ? "datasets" : "models")}/{Text}";

    /// <summary>Reads a model's name.</summary>
    /// <exception cref="SettingsException">It is no such name.</exception>
    public static HubId Parse(string text) => IsOne(text)
        ? new HubId(text, isDataSet: false)
        : throw new SettingsException($"'{text}' is no name of a model on the hub: give owner/name, such as openai-community/gpt2.");

    /// <summary>Reads a data set's name.</summary>
    /// <exception cref="SettingsException">It is no such name.</exception>
    public static HubId ParseDataSet(string text) => IsOne(text)
        ? new HubId(text, isDataSet: true)
        : throw new SettingsException($"'{text}' is no name of a data set on the hub: give owner/name, such as stanfordnlp/SHP.");

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
