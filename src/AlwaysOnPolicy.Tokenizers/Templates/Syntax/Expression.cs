namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>A part of a template that has a value: null for none, bool, long, double, string, list, tuple, dict, function or Undefined.</summary>
internal abstract class Expression(params IReadOnlyList<Expression?> parts)
{
    /// <summary>The names that it reads are settled first, for the whole scope.</summary>
    public virtual void Analyze(Symbols symbols)
    {
        foreach (var part in parts) part?.Analyze(symbols);
    }

    /// <summary>Then each finds the place of its value.</summary>
    public virtual void Bind(Symbols symbols)
    {
        foreach (var part in parts) part?.Bind(symbols);
    }

    public abstract object? Evaluate(Frame frame);
}
