namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>Reads an expression by recursive descent, with Jinja's order of binding, loosest first: if-else, or, and, not, comparison, + −, ~, * / %,
/// sign, filter and test, postfix.</summary>
internal sealed class ExpressionParser(string source)
{
    private const int DeepestNesting = 50;

    private readonly List<Token> _tokens = ExpressionLexer.Split(source);
    private int _at, _depth;

    public string Source => source;

    private Token Now => _tokens[_at];

    /// <summary>The rest as one value.</summary>
    public Expression ToEnd()
    {
        var value = Choice();
        End();
        return value;
    }

    /// <summary>A value without "if" behind it.</summary>
    public Expression Value() => Or();

    public void End()
    {
        if (Now.Kind != TokenKind.End) throw Wrong();
    }

    public bool IsName(string name) => Now.Kind == TokenKind.Name && Now.Content == name;

    public bool TakeName(string name) => Take(IsName(name));

    public bool TakeMark(string mark) => Take(Now.Kind == TokenKind.Mark && Now.Content == mark);

    public string Name() => Now.Kind == TokenKind.Name ? _tokens[_at++].Content : throw Wrong();

    private bool Take(bool matches)
    {
        if (matches) _at++;
        return matches;
    }

    private Expression Choice()
    {
        Enter();
        var value = Or();
        while (TakeName("if"))
        {
            var (chosen, condition) = (value, Or());
            var otherwise = TakeName("else") ? Choice() : _ => Undefined.Value;
            value = s => Values.Truth(condition(s)) ? chosen(s) : otherwise(s);
        }
        _depth--;
        return value;
    }

    private Expression Or()
    {
        var left = And();
        while (TakeName("or"))
        {
            var (l, r) = (left, And());
            left = s => l(s) is var value && Values.Truth(value) ? value : r(s);
        }
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (TakeName("and"))
        {
            var (l, r) = (left, Not());
            left = s => l(s) is var value && !Values.Truth(value) ? value : r(s);
        }
        return left;
    }

    private Expression Not()
    {
        if (!TakeName("not")) return Comparison();
        Enter();
        var value = Not();
        _depth--;
        return s => !Values.Truth(value(s));
    }

    /// <summary>a &lt; b &lt; c means both, as in Python.</summary>
    private Expression Comparison()
    {
        var first = Sum();
        var rest = new List<(Func<object?, object?, bool> Holds, Expression Right)>();
        while (TakeComparison() is { } holds) rest.Add((holds, Sum()));
        if (rest.Count == 0) return first;
        return s =>
        {
            var left = first(s);
            foreach (var (holds, right) in rest)
            {
                var value = right(s);
                if (!holds(left, value)) return false;
                left = value;
            }
            return true;
        };
    }

    private Func<object?, object?, bool>? TakeComparison()
    {
        if (TakeMark("==")) return Values.Same;
        if (TakeMark("!=")) return (a, b) => !Values.Same(a, b);
        if (TakeMark("<")) return (a, b) => Values.Compare(a, b) < 0;
        if (TakeMark("<=")) return (a, b) => Values.Compare(a, b) <= 0;
        if (TakeMark(">")) return (a, b) => Values.Compare(a, b) > 0;
        if (TakeMark(">=")) return (a, b) => Values.Compare(a, b) >= 0;
        if (TakeName("in")) return (a, b) => Values.Contains(b, a);
        if (!IsName("not") || _tokens[_at + 1] is not { Kind: TokenKind.Name, Content: "in" }) return null;
        _at += 2;
        return (a, b) => !Values.Contains(b, a);
    }

    private Expression Sum()
    {
        var left = Join();
        while (true)
        {
            var l = left;
            if (TakeMark("+")) left = Both(l, Join(), Values.Add);
            else if (TakeMark("-")) left = Both(l, Join(), Values.Subtract);
            else return left;
        }
    }

    private Expression Join()
    {
        var left = Product();
        while (TakeMark("~")) left = Both(left, Product(), (a, b) => Values.Add(Values.Text(a), Values.Text(b)));
        return left;
    }

    private Expression Product()
    {
        var left = Signed();
        while (true)
        {
            var l = left;
            if (TakeMark("*")) left = Both(l, Signed(), Values.Multiply);
            else if (TakeMark("%")) left = Both(l, Signed(), Values.Remainder);
            else if (Now is { Kind: TokenKind.Mark, Content: "/" or "//" or "**" }) throw new TemplateException($"the operator '{Now.Content}' in '{source}' is not supported.");
            else return left;
        }
    }

    private Expression Signed()
    {
        if (!TakeMark("-")) return Refined(Postfix());
        Enter();
        var value = TakeMark("-") ? throw Wrong() : Postfix();
        _depth--;
        return Refined(s => Values.Negate(value(s)));
    }

    /// <summary>Filters and tests: both bind closer than arithmetic.</summary>
    private Expression Refined(Expression value)
    {
        while (true)
        {
            var v = value;
            if (TakeMark("|"))
            {
                var name = Name();
                var filter = Values.Filter(name);
                if (TakeMark("(") && !TakeMark(")")) throw new TemplateException($"the filter '{name}' with arguments is not supported.");
                value = s => filter(v(s));
            }
            else if (TakeName("is"))
            {
                var negated = TakeName("not");
                var name = Name();
                var test = Values.Test(name);
                if (Now.Kind is TokenKind.Text or TokenKind.Number || (Now.Kind == TokenKind.Mark && Now.Content is "(" or "["))
                    throw new TemplateException($"the test '{name}' with arguments is not supported.");
                value = s => test(v(s)) != negated;
            }
            else return value;
        }
    }

    private Expression Postfix()
    {
        var value = Primary();
        while (true)
        {
            var v = value;
            if (TakeMark("."))
            {
                var name = Name();
                if (Now is { Kind: TokenKind.Mark, Content: "(" }) throw new TemplateException($"the method '{name}' is not supported.");
                value = s => Values.Item(v(s), name);
            }
            else if (TakeMark("[")) value = Subscript(v);
            else if (Now is { Kind: TokenKind.Mark, Content: "(" }) throw Wrong();
            else return value;
        }
    }

    private Expression Subscript(Expression value)
    {
        var start = SliceBound();
        if (start is not null && TakeMark("]")) return s => Values.Item(value(s), start(s));
        Expect(":");
        var end = SliceBound();
        var step = TakeMark(":") ? SliceBound() : null;
        Expect("]");
        return s => Values.Slice(value(s), start?.Invoke(s), end?.Invoke(s), step?.Invoke(s));
    }

    private Expression? SliceBound() => Now is { Kind: TokenKind.Mark, Content: ":" or "]" } ? null : Choice();

    private Expression Primary()
    {
        var token = Now;
        _at++;
        switch (token.Kind)
        {
            case TokenKind.Text:
                var text = token.Content;
                while (Now.Kind == TokenKind.Text) text += _tokens[_at++].Content;   // strings side by side are one
                return _ => text;
            case TokenKind.Number when long.TryParse(token.Content, out var number):
                return _ => number;
            case TokenKind.Number:
                throw new TemplateException($"the number '{token.Content}' in '{source}' is not supported.");
            case TokenKind.Name:
                return Named(token.Content);
            case TokenKind.Mark when token.Content == "(":
                var inner = Choice();
                Expect(")");
                return inner;
            case TokenKind.Mark when token.Content == "[":
                return ListOf();
            case TokenKind.Mark when token.Content == "{":
                throw new TemplateException($"a mapping written out is not supported: '{source}'.");
            default:
                _at--;
                throw Wrong();
        }
    }

    private Expression ListOf()
    {
        var items = new List<Expression>();
        while (!TakeMark("]"))
        {
            items.Add(Choice());
            if (!TakeMark(",") && !(Now is { Kind: TokenKind.Mark, Content: "]" })) throw Wrong();
        }
        return s => items.Select(i => i(s)).ToList();
    }

    private Expression Named(string name)
    {
        if (name is "true" or "True") return _ => true;
        if (name is "false" or "False") return _ => false;
        if (name is "none" or "None") return _ => null;
        if (!TakeMark("(")) return s => s.Get(name);
        if (name != "raise_exception") throw new TemplateException($"the function '{name}' is not supported.");
        var message = Choice();
        Expect(")");
        return s => throw new TemplateException(Values.Text(message(s)));
    }

    private static Expression Both(Expression left, Expression right, Func<object?, object?, object?> operation) => s => operation(left(s), right(s));

    private void Enter()
    {
        if (++_depth > DeepestNesting) throw new TemplateException($"an expression more than {DeepestNesting} deep is not supported.");
    }

    private void Expect(string mark)
    {
        if (!TakeMark(mark)) throw Wrong();
    }

    private TemplateException Wrong() => new(Now.Kind == TokenKind.End ? $"'{source}' is not complete." : $"'{Now.Content}' in '{source}' is not understood.");
}
