namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>The one value that a template may change: {% set ns.name = value %}.</summary>
internal sealed class Namespace
{
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);
}
