using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>{% macro name(parameters) %} … {% endmacro %}</summary>
internal sealed class MacroStatement(string name, Macro macro) : Statement
{
    private readonly NameTarget _target = new(name);

    public override void Analyze(Symbols symbols) => _target.Analyze(symbols, asParameter: false);

    public override void Bind(Symbols symbols)
    {
        _target.Bind(symbols);
        macro.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        _target.Assign(frame, macro.In(frame));
        return Flow.Next;
    }
}

/// <summary>{% call(parameters) macro(arguments) %} … {% endcall %}: the macro knows the body as caller.</summary>
internal sealed class CallBlock(Call call, Macro body) : Statement
{
    public override void Analyze(Symbols symbols) => call.Analyze(symbols);

    public override void Bind(Symbols symbols)
    {
        call.Bind(symbols);
        body.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        frame.Rendering.Write(PythonText.Of(call.Run(frame, body.In(frame))));
        return Flow.Next;
    }
}

/// <summary>{% generation %} … {% endgeneration %}, transformers' mark round what the model is to learn.</summary>
internal sealed class GenerationBlock(Body body) : Statement
{
    private readonly Scope _scope = new(body);

    public override void Bind(Symbols symbols) => _scope.Bind(symbols);

    public override Flow Execute(Frame frame)
    {
        _scope.Capture(_scope.Open(frame), out var text);
        frame.Rendering.WriteGenerated(text);
        return Flow.Next;
    }
}
