using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

internal sealed class TextStatement(string text) : Statement
{
    public override Flow Execute(Frame frame)
    {
        frame.Rendering.Write(text);
        return Flow.Next;
    }
}

internal sealed class OutputStatement(Expression value) : Statement
{
    public override void Analyze(Symbols symbols) => value.Analyze(symbols);

    public override void Bind(Symbols symbols) => value.Bind(symbols);

    public override Flow Execute(Frame frame)
    {
        frame.Rendering.Write(PythonText.Of(value.Evaluate(frame)));
        return Flow.Next;
    }
}

/// <summary>break or continue.</summary>
internal sealed class JumpStatement(Flow flow) : Statement
{
    public override Flow Execute(Frame frame) => flow;
}

/// <summary>A tag that is not built here: the template is refused when it comes to it, and not before.</summary>
internal sealed class RefusedStatement(string tag) : Statement
{
    public override Flow Execute(Frame frame) => throw TemplateException.Unsupported($"the block '{tag}'");
}
