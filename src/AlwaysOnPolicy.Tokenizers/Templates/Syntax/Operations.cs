using AlwaysOnPolicy.Tokenizers.Templates.Builtins;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

internal sealed class Unary(Expression value, Func<object?, object?> compute) : Expression(value)
{
    public override object? Evaluate(Frame frame) => compute(value.Evaluate(frame));
}

internal sealed class Binary(Expression left, Expression right, Func<object?, object?, object?> compute) : Expression(left, right)
{
    public override object? Evaluate(Frame frame) => compute(left.Evaluate(frame), right.Evaluate(frame));
}

/// <summary>The value that settles it, as in Python: the first that is true, or else the last; of "and" the first that is false.</summary>
internal sealed class OrAnd(Expression left, Expression right, bool isOr) : Expression(left, right)
{
    public override object? Evaluate(Frame frame) => left.Evaluate(frame) is var value && Operators.Truth(value) == isOr ? value : right.Evaluate(frame);
}

internal sealed class Conditional(Expression chosen, Expression condition, Expression? otherwise) : Expression(chosen, condition, otherwise)
{
    public override object? Evaluate(Frame frame)
    {
        if (Operators.Truth(condition.Evaluate(frame))) return chosen.Evaluate(frame);
        return otherwise is null ? new Undefined("the inline if-expression was false, and has no else") : otherwise.Evaluate(frame);
    }
}

/// <summary>a &lt; b &lt; c means both, as in Python.</summary>
internal sealed class Comparison(Expression first, IReadOnlyList<(Func<object?, object?, bool> Holds, Expression Right)> rest)
    : Expression([first, .. rest.Select(r => r.Right)])
{
    public override object? Evaluate(Frame frame)
    {
        var left = first.Evaluate(frame);
        foreach (var (holds, right) in rest)
        {
            var value = right.Evaluate(frame);
            if (!holds(left, value)) return false;
            left = value;
        }
        return true;
    }
}

internal sealed class Attribute(Expression of, string name) : Expression(of)
{
    public Expression Of => of;

    public string Name => name;

    public override object? Evaluate(Frame frame) => Access.Attribute(of.Evaluate(frame), name);
}

internal sealed class Item(Expression of, Expression key) : Expression(of, key)
{
    public override object? Evaluate(Frame frame) => Access.Item(of.Evaluate(frame), key.Evaluate(frame));
}

internal sealed class Slice(Expression of, Expression? start, Expression? stop, Expression? step) : Expression(of, start, stop, step)
{
    public override object? Evaluate(Frame frame) =>
        Sequences.Slice(of.Evaluate(frame), start?.Evaluate(frame), stop?.Evaluate(frame), step?.Evaluate(frame));
}

/// <param name="value">Null in a block whose text is filtered.</param>
internal sealed class Filter(Expression? value, string name, CallArguments arguments) : Expression(value, arguments)
{
    public override object? Evaluate(Frame frame) => Apply(value!.Evaluate(frame), frame);

    public object? Apply(object? of, Frame frame) => Filters.Apply(name, of, arguments.Of($"the filter '{name}'", frame));
}

internal sealed class Test(Expression value, string name, CallArguments arguments) : Expression(value, arguments)
{
    public override object? Evaluate(Frame frame) => Tests.Holds(name, value.Evaluate(frame), arguments.Of($"the test '{name}'", frame));
}
