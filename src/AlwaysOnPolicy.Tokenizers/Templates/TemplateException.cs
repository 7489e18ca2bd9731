namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>What a template cannot do, or refuses to.</summary>
internal sealed class TemplateException(string message) : Exception(message);
