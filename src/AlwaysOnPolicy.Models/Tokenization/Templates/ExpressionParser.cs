namespace AlwaysOnPolicy.Models.Tokenization.Templates;

/// <summary>A value that is computed.</summary>
internal sealed class Expression(Func<Scope, object?> evaluate)
{
    public object? Evaluate(Scope scope) => evaluate(scope);
}

/// <summary>Reads an expression by recursive descent, loosest binding first: if-else, or, and, not, comparison, ~, + −, * / %, filter, postfix.</summary>
internal sealed class ExpressionParser
{
    private readonly List<Token> _tokens;
    private readonly string _source;
    private int _at;

    private ExpressionParser(string source) => (_source, _tokens) = (source, ExpressionLexer.Split(source));

    public static Expression Parse(string source)
    {
        var parser = new ExpressionParser(source);
        var value = parser.Choice();
        if (parser.Now.Kind != TokenKind.End) throw parser.Wrong();
        return value;
    }

    private Token Now => _tokens[_at];

    private Expression Choice()
    {
        var value = Or();
        if (!Word("if")) return value;
        var condition = Or();
        var otherwise = Word("else") ? Choice() : new Expression(_ => Undefined.Value);
        return new Expression(s => Values.Truth(condition.Evaluate(s)) ? value.Evaluate(s) : otherwise.Evaluate(s));
    }

    private Expression Or()
    {
        var left = And();
        while (Word("or"))
        {
            var (l, r) = (left, And());
            left = new Expression(s => l.Evaluate(s) is var v && Values.Truth(v) ? v : r.Evaluate(s));
        }
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (Word("and"))
        {
            var (l, r) = (left, Not());
            left = new Expression(s => l.Evaluate(s) is var v && !Values.Truth(v) ? v : r.Evaluate(s));
        }
        return left;
    }

    private Expression Not()
    {
        if (!Word("not")) return Comparison();
        var value = Not();
        return new Expression(s => !Values.Truth(value.Evaluate(s)));
    }

    private Expression Comparison()
    {
        var left = Join();
        while (true)
        {
            var l = left;
            if (Mark("==")) left = Binary(l, Join(), (a, b) => Values.Same(a, b));
            else if (Mark("!=")) left = Binary(l, Join(), (a, b) => !Values.Same(a, b));
            else if (Mark("<")) left = Binary(l, Join(), (a, b) => Values.Compare(a, b) < 0);
            else if (Mark("<=")) left = Binary(l, Join(), (a, b) => Values.Compare(a, b) <= 0);
            else if (Mark(">")) left = Binary(l, Join(), (a, b) => Values.Compare(a, b) > 0);
            else if (Mark(">=")) left = Binary(l, Join(), (a, b) => Values.Compare(a, b) >= 0);
            else if (Word("in")) left = Binary(l, Join(), (a, b) => Values.Contains(b, a));
            else if (Now is { Kind: TokenKind.Name, Content: "not" } && _tokens[_at + 1] is { Kind: TokenKind.Name, Content: "in" })
            {
                _at += 2;
                left = Binary(l, Join(), (a, b) => !Values.Contains(b, a));
            }
            else if (Word("is"))
            {
                var negated = Word("not");
                var test = Values.Test(Name());
                left = new Expression(s => test(l.Evaluate(s)) != negated);
            }
            else return left;
        }
    }

    private Expression Join()
    {
        var left = Sum();
        while (Mark("~")) left = Binary(left, Sum(), (a, b) => Values.Text(a) + Values.Text(b));
        return left;
    }

    private Expression Sum()
    {
        var left = Product();
        while (true)
        {
            if (Mark("+")) left = Binary(left, Product(), Values.Add);
            else if (Mark("-")) left = Binary(left, Product(), (a, b) => Values.Number(a) - Values.Number(b));
            else return left;
        }
    }

    private Expression Product()
    {
        var left = Filtered();
        while (true)
        {
            if (Mark("*")) left = Binary(left, Filtered(), (a, b) => Values.Number(a) * Values.Number(b));
            else if (Mark("%")) left = Binary(left, Filtered(), (a, b) => Values.Remainder(a, b));
            else return left;
        }
    }

    private Expression Filtered()
    {
        var value = Postfix();
        while (Mark("|"))
        {
            var (v, filter) = (value, Values.Filter(Name()));
            if (Now is { Kind: TokenKind.Mark, Content: "(" }) throw new TemplateException($"a filter with arguments is not supported: '{_source}'.");
            value = new Expression(s => filter(v.Evaluate(s)));
        }
        return value;
    }

    private Expression Postfix()
    {
        var value = Primary();
        while (true)
        {
            var v = value;
            if (Mark("."))
            {
                var name = Name();
                if (Now is { Kind: TokenKind.Mark, Content: "(" }) throw new TemplateException($"the method '{name}' is not supported.");
                value = new Expression(s => Values.Item(v.Evaluate(s), name));
            }
            else if (Mark("["))
            {
                if (Mark(":")) value = Slice(v, null);
                else
                {
                    var index = Choice();
                    if (Mark(":")) value = Slice(v, index);
                    else
                    {
                        Expect("]");
                        value = new Expression(s => Values.Item(v.Evaluate(s), index.Evaluate(s)));
                    }
                }
            }
            else return value;
        }
    }

    private Expression Slice(Expression value, Expression? from)
    {
        var to = Now is { Kind: TokenKind.Mark, Content: "]" } ? null : Choice();
        Expect("]");
        return new Expression(s => Values.Slice(value.Evaluate(s), from?.Evaluate(s), to?.Evaluate(s)));
    }

    private Expression Primary()
    {
        var token = Now;
        _at++;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new Expression(_ => token.Content);
            case TokenKind.Number:
                return long.TryParse(token.Content, out var number) ? new Expression(_ => number) : throw Wrong();
            case TokenKind.Name:
                return Named(token.Content);
            case TokenKind.Mark when token.Content == "(":
                var inner = Choice();
                Expect(")");
                return inner;
            case TokenKind.Mark when token.Content == "-":
                var value = Postfix();
                return new Expression(s => -Values.Number(value.Evaluate(s)));
            default:
                throw Wrong();
        }
    }

    private Expression Named(string name)
    {
        if (name is "true" or "True") return new Expression(_ => true);
        if (name is "false" or "False") return new Expression(_ => false);
        if (name is "none" or "None") return new Expression(_ => null);
        if (!Mark("(")) return new Expression(s => s.Get(name));
        if (name != "raise_exception") throw new TemplateException($"the function '{name}' is not supported.");
        var message = Choice();
        Expect(")");
        return new Expression(s => throw new TemplateException(Values.Text(message.Evaluate(s))));
    }

    private static Expression Binary(Expression left, Expression right, Func<object?, object?, object?> operation) =>
        new(s => operation(left.Evaluate(s), right.Evaluate(s)));

    private bool Word(string word)
    {
        if (Now.Kind != TokenKind.Name || Now.Content != word) return false;
        _at++;
        return true;
    }

    private bool Mark(string mark)
    {
        if (Now.Kind != TokenKind.Mark || Now.Content != mark) return false;
        _at++;
        return true;
    }

    private void Expect(string mark)
    {
        if (!Mark(mark)) throw Wrong();
    }

    private string Name() => Now.Kind == TokenKind.Name ? _tokens[_at++].Content : throw Wrong();

    private TemplateException Wrong() => new($"'{_source}' is not understood at '{(_at < _tokens.Count ? Now.Content : "")}'.");
}
