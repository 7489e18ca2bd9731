using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>Reads an expression by recursive descent, with Jinja's order of binding, loosest first: if-else, or, and, not, comparison, + −, ~, * / // %,
/// **, sign, filter and test, postfix.</summary>
internal sealed partial class ExpressionParser(string source)
{
    private const int DeepestNesting = 100;

    private readonly List<Word> _words = Words.Split(source);
    private int _at, _depth;

    public string Source => source;

    /// <summary>Filters and tests that it names and that are not built here.</summary>
    public List<string> Unsupported { get; } = [];

    public bool AtEnd => Now.Kind == WordKind.End;

    private Word Now => _words[_at];

    /// <summary>The rest as one value; with commas, a tuple.</summary>
    public Expression ToEnd(bool withChoice = true)
    {
        var value = TupleOrOne(withChoice, () => Now.Kind == WordKind.End);
        End();
        return value;
    }

    public void End()
    {
        if (Now.Kind != WordKind.End) throw Wrong();
    }

    public bool IsName(string name) => Now.Kind == WordKind.Name && Now.Content == name;

    public bool TakeName(string name) => Take(IsName(name));

    public bool IsMark(string mark) => Now.Kind == WordKind.Mark && Now.Content == mark;

    public bool TakeMark(string mark) => Take(IsMark(mark));

    public void Expect(string mark)
    {
        if (!TakeMark(mark)) throw Wrong(mark);
    }

    public string TakeAnyName() => Now.Kind == WordKind.Name ? _words[_at++].Content : throw Wrong("a name");

    public TemplateException Wrong(string? expected = null) =>
        new($"'{source}' is wrong at " +
            $"'{(Now.Kind == WordKind.Text ? PythonText.Repr(Now.Value) : Now.Content)}'{(expected is null ? "" : $": '{expected}' should stand there")}.");

    /// <summary>One value, or several with commas between them.</summary>
    public Expression TupleOrOne(bool withChoice, Func<bool> ends)
    {
        var items = new List<Expression>();
        var isTuple = false;
        while (!ends())
        {
            items.Add(withChoice ? Value() : Or());
            if (!TakeMark(",")) break;
            isTuple = true;
        }
        return isTuple ? new TupleLiteral(items) : items is [var one] ? one : throw Wrong("a value");
    }

    /// <summary>A value, perhaps with "if … else …" behind it.</summary>
    public Expression Value()
    {
        if (++_depth > DeepestNesting) throw TemplateException.Unsupported($"an expression more than {DeepestNesting} deep");
        var value = Or();
        while (TakeName("if"))
        {
            var condition = Or();
            value = new Conditional(value, condition, TakeName("else") ? Value() : null);
        }
        _depth--;
        return value;
    }

    public Expression Or()
    {
        var left = And();
        while (TakeName("or")) left = new OrAnd(left, And(), isOr: true);
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (TakeName("and")) left = new OrAnd(left, Not(), isOr: false);
        return left;
    }

    private Expression Not()
    {
        if (!TakeName("not")) return Compared();
        if (++_depth > DeepestNesting) throw TemplateException.Unsupported($"an expression more than {DeepestNesting} deep");
        var value = Not();
        _depth--;
        return new Unary(value, v => !Operators.Truth(v));
    }

    private Expression Compared()
    {
        var first = Sum();
        var rest = new List<(Func<object?, object?, bool>, Expression)>();
        while (TakeComparison() is { } holds) rest.Add((holds, Sum()));
        return rest.Count == 0 ? first : new Comparison(first, rest);
    }

    private Func<object?, object?, bool>? TakeComparison()
    {
        if (TakeMark("==")) return Operators.Same;
        if (TakeMark("!=")) return (a, b) => !Operators.Same(a, b);
        if (TakeMark("<")) return (a, b) => Operators.Compare(a, b) < 0;
        if (TakeMark("<=")) return (a, b) => Operators.Compare(a, b) <= 0;
        if (TakeMark(">")) return (a, b) => Operators.Compare(a, b) > 0;
        if (TakeMark(">=")) return (a, b) => Operators.Compare(a, b) >= 0;
        if (TakeName("in")) return (a, b) => Operators.Contains(b, a);
        if (!IsName("not") || _words[_at + 1] is not { Kind: WordKind.Name, Content: "in" }) return null;
        _at += 2;
        return (a, b) => !Operators.Contains(b, a);
    }

    private Expression Sum() => Chain(Joined, ("+", Operators.Add), ("-", Arithmetic.Subtract));

    private Expression Joined() => Chain(Product, ("~", Operators.Join));

    private Expression Product() => Chain(Power,
        ("*", Operators.Multiply), ("/", Arithmetic.Divide), ("//", Arithmetic.FloorDivide), ("%", Arithmetic.Remainder));

    private Expression Power() => Chain(() => Signed(withFilter: true), ("**", Arithmetic.Power));

    private Expression Chain(Func<Expression> next, params ReadOnlySpan<(string Mark, Func<object?, object?, object?> Compute)> operations)
    {
        var left = next();
        while (Now.Kind == WordKind.Mark)
        {
            Func<object?, object?, object?>? compute = null;
            foreach (var operation in operations)
                if (operation.Mark == Now.Content) compute = operation.Compute;
            if (compute is null) break;
            _at++;
            left = new Binary(left, next(), compute);
        }
        return left;
    }

    private bool Take(bool matches)
    {
        if (matches) _at++;
        return matches;
    }
}
