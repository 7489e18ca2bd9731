namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>How the template goes on behind a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>A part of a template that writes text or sets names.</summary>
internal abstract class Statement
{
    /// <summary>Settles the names of the scope that it stands in; those of a scope of its own it leaves to <see cref="Bind"/>.</summary>
    public virtual void Analyze(Symbols symbols)
    {
    }

    public virtual void Bind(Symbols symbols)
    {
    }

    public abstract Flow Execute(Frame frame);
}

/// <summary>Statements that run one behind the other in one scope.</summary>
internal sealed class Body(IReadOnlyList<(Statement Statement, int Line)> statements)
{
    public void Analyze(Symbols symbols)
    {
        foreach (var (statement, _) in statements) statement.Analyze(symbols);
    }

    public void Bind(Symbols symbols)
    {
        foreach (var (statement, _) in statements) statement.Bind(symbols);
    }

    public Flow Execute(Frame frame)
    {
        foreach (var (statement, line) in statements)
        {
            frame.Rendering.Line = line;
            if (statement.Execute(frame) is var flow && flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }
}
