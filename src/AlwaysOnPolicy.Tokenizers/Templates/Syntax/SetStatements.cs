using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>{% set target = value %}</summary>
internal sealed class SetStatement(Target target, Expression value) : Statement
{
    public override void Analyze(Symbols symbols)
    {
        value.Analyze(symbols);
        target.Analyze(symbols, asParameter: false);
    }

    public override void Bind(Symbols symbols)
    {
        value.Bind(symbols);
        target.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        target.Assign(frame, value.Evaluate(frame));
        return Flow.Next;
    }
}

/// <summary>{% set target | filter %} … {% endset %}: the value is what the body writes.</summary>
internal sealed class SetBlock(Target target, IReadOnlyList<Filter> filters, Body body) : Statement
{
    private readonly Scope _scope = new(body,
        s => { foreach (var filter in filters) filter.Analyze(s); },
        s => { foreach (var filter in filters) filter.Bind(s); });

    public override void Analyze(Symbols symbols) => target.Analyze(symbols, asParameter: false);

    public override void Bind(Symbols symbols)
    {
        _scope.Bind(symbols);
        target.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        var inside = _scope.Open(frame);
        if (_scope.Capture(inside, out var text) is var flow && flow != Flow.Next) return flow;
        object? value = text;
        foreach (var filter in filters) value = filter.Apply(value, inside);
        target.Assign(frame, value);
        return Flow.Next;
    }
}

/// <summary>{% filter name %} … {% endfilter %}</summary>
internal sealed class FilterBlock(IReadOnlyList<Filter> filters, Body body) : Statement
{
    private readonly Scope _scope = new(body);

    public override void Analyze(Symbols symbols)
    {
        foreach (var filter in filters) filter.Analyze(symbols);
    }

    public override void Bind(Symbols symbols)
    {
        foreach (var filter in filters) filter.Bind(symbols);
        _scope.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        if (_scope.Capture(_scope.Open(frame), out var text) is var flow && flow != Flow.Next) return flow;
        object? value = text;
        foreach (var filter in filters) value = filter.Apply(value, frame);
        frame.Rendering.Write(PythonText.Of(value));
        return Flow.Next;
    }
}

/// <summary>{% with a = 1 %} … {% endwith %}: the values are computed outside.</summary>
internal sealed class WithStatement(IReadOnlyList<(Target Target, Expression Value)> settings, Body body) : Statement
{
    private readonly Scope _scope = new(body,
        s => { foreach (var (target, _) in settings) target.Analyze(s, asParameter: true); },
        s => { foreach (var (target, _) in settings) target.Bind(s); });

    public override void Analyze(Symbols symbols)
    {
        foreach (var (_, value) in settings) value.Analyze(symbols);
    }

    public override void Bind(Symbols symbols)
    {
        foreach (var (_, value) in settings) value.Bind(symbols);
        _scope.Bind(symbols);
    }

    public override Flow Execute(Frame frame)
    {
        var inside = _scope.Open(frame);
        foreach (var (target, value) in settings) target.Assign(inside, value.Evaluate(frame));
        return _scope.Run(inside);
    }
}
