using System.Text;

namespace AlwaysOnPolicy.Models.Tokenization.Templates;

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
    public override void Write(Scope scope, StringBuilder output) => output.Append(Values.Text(value.Evaluate(scope)));
}

internal sealed class SetNode(string name, Expression value) : Node
{
    public override void Write(Scope scope, StringBuilder output) => scope.Set(name, value.Evaluate(scope));
}

/// <param name="branches">Tried in order; a null condition is the else.</param>
internal sealed class IfNode(IReadOnlyList<(Expression? Condition, IReadOnlyList<Node> Body)> branches) : Node
{
    public override void Write(Scope scope, StringBuilder output)
    {
        foreach (var (condition, body) in branches)
            if (condition is null || Values.Truth(condition.Evaluate(scope)))
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
        var items = Values.List(list.Evaluate(scope));
        for (var i = 0; i < items.Count; i++)
        {
            var inner = new Scope(scope);
            inner.Set(name, items[i]);
            inner.Set("loop", new Dictionary<string, object?>
            {
                ["first"] = i == 0,
                ["last"] = i == items.Count - 1,
                ["index0"] = (long)i,
                ["index"] = (long)i + 1,
                ["length"] = (long)items.Count,
            });
            foreach (var node in body) node.Write(inner, output);
        }
    }
}
