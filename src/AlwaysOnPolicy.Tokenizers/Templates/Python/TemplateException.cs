namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>A template does what cannot be done: its own raise_exception, an operation on the wrong kind of value, or a construct that is not built
/// here.</summary>
internal sealed class TemplateException(string message) : Exception(message)
{
    /// <summary>The template cannot be used, whatever it is given.</summary>
    public bool IsTemplates { get; private init; }

    /// <param name="construct">What is not built here: "the filter 'pprint'".</param>
    public static TemplateException Unsupported(string construct) => new($"{construct} is not supported.") { IsTemplates = true };
}
