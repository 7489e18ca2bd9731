namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>What a name or attribute that is not there gives: empty to print and to loop over, false, and an error in everything else.</summary>
/// <param name="message">What the error says.</param>
internal sealed class Undefined(string message)
{
    public static Undefined Name(string name) => new($"'{name}' is undefined");

    public static Undefined Attribute(object? of, string name) => new($"'{PythonText.TypeName(of)}' has no attribute '{name}'");

    public static Undefined Element(object? of, object? key) => new($"{PythonText.TypeName(of)} has no element {PythonText.Repr(key)}");

    /// <summary>What transformers' sandbox refuses: attributes of Python's own, and methods that change a list or dict.</summary>
    public static Undefined Unsafe(object? of, string name) =>
        new($"the attribute '{name}' of {PythonText.TypeName(of)} is refused, as transformers' sandbox refuses it: " +
            (name.StartsWith("__", StringComparison.Ordinal) ? "it is Python's own" : "a template changes no list or dict"));

    public TemplateException Error() => new($"{message}.");
}
