using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <param name="branches">Tried in order; a null condition is the else.</param>
internal sealed class IfStatement(IReadOnlyList<(Expression? Condition, Body Body)> branches) : Statement
{
    public override void Analyze(Symbols symbols)
    {
        branches[0].Condition!.Analyze(symbols);
        symbols.Join([.. branches.Select((branch, i) =>
        {
            var inside = symbols.Branch();
            if (i > 0) branch.Condition?.Analyze(inside);
            branch.Body.Analyze(inside);
            return inside;
        })]);
    }

    public override void Bind(Symbols symbols)
    {
        foreach (var (condition, body) in branches)
        {
            condition?.Bind(symbols);
            body.Bind(symbols);
        }
    }

    public override Flow Execute(Frame frame)
    {
        frame.Rendering.CountStep();
        foreach (var (condition, body) in branches)
            if (condition is null || Operators.Truth(condition.Evaluate(frame))) return body.Execute(frame);
        return Flow.Next;
    }
}
