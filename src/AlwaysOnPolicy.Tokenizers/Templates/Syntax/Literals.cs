using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

internal sealed class Constant(object? value) : Expression
{
    public override object? Evaluate(Frame frame) => value;
}

internal sealed class Name(string name) : Expression
{
    private Place _place;

    public override void Analyze(Symbols symbols) => symbols.Read(name);

    public override void Bind(Symbols symbols) => _place = symbols.Find(name)!.Value;

    public override object? Evaluate(Frame frame) => frame.Get(_place, name);
}

internal sealed class ListLiteral(IReadOnlyList<Expression> items) : Expression([.. items])
{
    public override object? Evaluate(Frame frame) => items.Select(i => i.Evaluate(frame)).ToList();
}

internal sealed class TupleLiteral(IReadOnlyList<Expression> items) : Expression([.. items])
{
    public override object? Evaluate(Frame frame) => new PythonTuple([.. items.Select(i => i.Evaluate(frame))]);
}

internal sealed class DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> items) : Expression([.. items.SelectMany(i => new[] { i.Key, i.Value })])
{
    public override object? Evaluate(Frame frame)
    {
        var dict = new PythonDict();
        foreach (var (key, value) in items) dict[key.Evaluate(frame)] = value.Evaluate(frame);
        return dict;
    }
}
