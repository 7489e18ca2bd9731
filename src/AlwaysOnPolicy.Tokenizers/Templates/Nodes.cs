using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>A value that is computed: null for none, bool, long, string, a list, a mapping, or <see cref="Undefined"/>.</summary>
internal delegate object? Expression(Scope scope);

/// <summary>A piece of a template that writes text.</summary>
internal abstract class Node
{
    public abstract void Write(Scope scope, StringBuilder output);
}

internal sealed class TextNode(string text) : Node
{
    public override void Write(Scope scope, StringBuilder output) => output.Append(text);
}

internal sealed class OutputNode(Expression value) : Node
{
    public override void Write(Scope scope, StringBuilder output) => output.Append(Values.Text(value(scope)));
}

internal sealed class SetNode(string name, Expression value) : Node
{
    public override void Write(Scope scope, StringBuilder output) => scope.Set(name, value(scope));
}

/// <param name="branches">Tried in order; a null condition is the else.</param>
internal sealed class IfNode(IReadOnlyList<(Expression? Condition, IReadOnlyList<Node> Body)> branches) : Node
{
    public override void Write(Scope scope, StringBuilder output)
    {
        scope.CountStep();
        foreach (var (condition, body) in branches)
            if (condition is null || Values.Truth(condition(scope)))
            {
                foreach (var node in body) node.Write(scope, output);
                return;
            }
    }
}

internal sealed class ForNode(string name, Expression list, IReadOnlyList<Node> body) : Node
{
    public override void Write(Scope scope, StringBuilder output)
    {
        var items = Values.List(list(scope));
        for (var i = 0; i < items.Count; i++)
        {
            scope.CountStep();
            var inner = scope.Inner();
            inner.Set(name, items[i]);
            inner.Set("loop", new Loop(i, items.Count));
            foreach (var node in body) node.Write(inner, output);
        }
    }
}

/// <summary>What a loop's body knows of the loop.</summary>
internal sealed record Loop(int Index0, int Length)
{
    public object Property(string name) => name switch
    {
        "first" => Index0 == 0,
        "last" => Index0 == Length - 1,
        "index0" => (long)Index0,
        "index" => (long)Index0 + 1,
        "length" => (long)Length,
        _ => throw new TemplateException($"'loop.{name}' is not supported."),
    };
}
