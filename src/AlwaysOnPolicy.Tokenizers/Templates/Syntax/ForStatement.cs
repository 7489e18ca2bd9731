using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>{% for target in items if condition recursive %} … {% else %} … {% endfor %}</summary>
internal sealed class ForStatement : Statement
{
    private readonly Target _target;
    private readonly Target? _tested;   // the same names, in the condition's own scope
    private readonly Expression _items;
    private readonly bool _recursive;
    private readonly Scope _body;
    private readonly Scope? _test, _otherwise;
    private readonly Expression? _condition;
    private int _loop;

    /// <param name="tested">The target once more, where there is a condition.</param>
    public ForStatement(Target target, Expression items, Expression? condition, Target? tested, bool recursive, Body body, Body? otherwise)
    {
        (_target, _items, _condition, _tested, _recursive) = (target, items, condition, tested, recursive);
        _body = new Scope(body, symbols =>
        {
            _loop = symbols.Parameter("loop");
            target.Analyze(symbols, asParameter: true);
        }, target.Bind);
        if (condition is not null)
            _test = new Scope(new Body([]), symbols =>
            {
                tested!.Analyze(symbols, asParameter: true);
                condition.Analyze(symbols);
            }, symbols =>
            {
                tested!.Bind(symbols);
                condition.Bind(symbols);
            });
        if (otherwise is not null) _otherwise = new Scope(otherwise);
    }

    public override void Analyze(Symbols symbols) => _items.Analyze(symbols);

    public override void Bind(Symbols symbols)
    {
        _items.Bind(symbols);
        _body.Bind(symbols);
        _test?.Bind(symbols);
        _otherwise?.Bind(symbols);
    }

    public override Flow Execute(Frame frame) => Run(frame, _items.Evaluate(frame), depth: 0);

    /// <returns>Where the part behind else jumps to: break and continue there are of the loop around this one.</returns>
    private Flow Run(Frame outer, object? value, int depth)
    {
        var items = Sequences.List(value);
        if (_test is not null) items = [.. items.Where(i => Passes(outer, i))];
        var loop = new LoopState(items, depth, _recursive ? next => outer.Rendering.Capture(() => Run(outer, next, depth + 1)) : null);
        var inside = _body.Open(outer);
        var ran = false;   // as in Jinja, a turn that ends in continue or break does not keep the else away
        for (var i = 0; i < items.Count; i++)
        {
            outer.Rendering.CountStep();
            if (i > 0) _body.Reset(inside);
            loop.Index0 = i;
            inside.Slots[_loop] = loop;
            _target.Assign(inside, items[i]);
            var flow = _body.Run(inside);
            if (flow == Flow.Break) break;
            ran |= flow == Flow.Next;
        }
        return ran || _otherwise is null ? Flow.Next : _otherwise.Run(_otherwise.Open(outer));
    }

    private bool Passes(Frame outer, object? item)
    {
        var inside = _test!.Open(outer);
        _tested!.Assign(inside, item);
        return Operators.Truth(_condition!.Evaluate(inside));
    }
}
