using AlwaysOnPolicy.Tokenizers.Templates.Builtins;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>The tightest bindings: literals, names, brackets, and what follows them.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Signed(bool withFilter)
    {
        if (++_depth > DeepestNesting) throw TemplateException.Unsupported($"an expression more than {DeepestNesting} deep");
        Expression value;
        if (TakeMark("-")) value = new Unary(Signed(withFilter: false), Arithmetic.Negate);
        else if (TakeMark("+")) value = new Unary(Signed(withFilter: false), Arithmetic.Plus);
        else value = Primary();
        value = Postfix(value);
        _depth--;
        return withFilter ? Filtered(value) : value;
    }

    private Expression Primary()
    {
        var word = Now;
        switch (word.Kind)
        {
            case WordKind.Name:
                _at++;
                return word.Content switch
                {
                    "true" or "True" => new Constant(true),
                    "false" or "False" => new Constant(false),
                    "none" or "None" => new Constant(null),
                    _ => new Name(word.Content),
                };
            case WordKind.Text:
                var text = "";
                while (Now.Kind == WordKind.Text) text += (string)_words[_at++].Value!;
                return new Constant(text);
            case WordKind.Whole or WordKind.Real:
                _at++;
                return new Constant(word.Value);
        }
        if (TakeMark("("))
        {
            if (TakeMark(")")) return new TupleLiteral([]);
            var inner = TupleOrOne(withChoice: true, () => IsMark(")"));
            Expect(")");
            return inner;
        }
        if (TakeMark("[")) return new ListLiteral(ItemsUntil("]", Value));
        if (TakeMark("{")) return new DictLiteral(ItemsUntil("}", KeyAndValue));
        throw Wrong();
    }

    private (Expression, Expression) KeyAndValue()
    {
        var key = Value();
        Expect(":");
        return (key, Value());
    }

    private List<T> ItemsUntil<T>(string close, Func<T> one)
    {
        var items = new List<T>();
        while (!TakeMark(close))
        {
            if (items.Count > 0) Expect(",");
            if (TakeMark(close)) break;
            items.Add(one());
        }
        return items;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (TakeMark("."))
            {
                if (Now.Kind == WordKind.Whole) value = new Item(value, new Constant(_words[_at++].Value));
                else value = new Attribute(value, TakeAnyName());
            }
            else if (TakeMark("[")) value = Subscript(value);
            else if (IsMark("(")) value = CallOf(value);
            else return value;
        }
    }

    private Expression Subscript(Expression of)
    {
        Expression? start = IsMark(":") ? null : Value();
        if (start is not null && !IsMark(":"))
        {
            var keys = new List<Expression> { start };
            while (TakeMark(",")) keys.Add(Value());
            Expect("]");
            return new Item(of, keys is [var key] ? key : new TupleLiteral(keys));
        }
        Expect(":");
        var stop = IsMark(":") || IsMark("]") ? null : Value();
        var step = TakeMark(":") && !IsMark("]") ? Value() : null;
        Expect("]");
        return new Slice(of, start, stop, step);
    }

    private Expression Filtered(Expression value)
    {
        while (true)
        {
            if (IsMark("|")) value = FilterOf(value);
            else if (TakeName("is")) value = TestOf(value);
            else if (IsMark("(")) value = CallOf(value);   // what a filter or test gives may be called
            else return value;
        }
    }

    /// <summary>"| name(…)", once; the value is null in a block whose text is filtered.</summary>
    public Filter FilterOf(Expression? value)
    {
        TakeMark("|");
        var name = DottedName();
        if (!Filters.Has(name)) Unsupported.Add($"the filter '{name}'");
        return new Filter(value, name, IsMark("(") ? InBrackets() : CallArguments.None);
    }

    private Expression TestOf(Expression value)
    {
        var negated = TakeName("not");
        var name = DottedName();
        if (!Tests.Has(name)) Unsupported.Add($"the test '{name}'");
        CallArguments arguments;
        if (IsMark("(")) arguments = InBrackets();
        else if (Now.Kind is WordKind.Text or WordKind.Whole or WordKind.Real || IsMark("[") || IsMark("{")
            || (Now.Kind == WordKind.Name && Now.Content is not ("else" or "or" or "and" or "if" or "is" or "in" or "not")))
            arguments = new CallArguments([Postfix(Primary())], [], null, null);
        else arguments = CallArguments.None;
        Expression test = new Test(value, name, arguments);
        return negated ? new Unary(test, v => !Operators.Truth(v)) : test;
    }

    private string DottedName()
    {
        var name = TakeAnyName();
        while (TakeMark(".")) name += "." + TakeAnyName();
        return name;
    }

    /// <summary>A call of the value.</summary>
    public Call CallOf(Expression callee)
    {
        var from = _at;
        var arguments = InBrackets();
        var name = from > 0 && _words[from - 1].Kind == WordKind.Name ? _words[from - 1].Content : source;
        return new Call(callee, arguments, name);
    }

    private CallArguments InBrackets()
    {
        Expect("(");
        var (positional, named) = (new List<Expression>(), new List<(string, Expression)>());
        Expression? more = null, moreNamed = null;
        while (!TakeMark(")"))
        {
            if (positional.Count + named.Count > 0 || more is not null || moreNamed is not null)
            {
                Expect(",");
                if (TakeMark(")")) break;
            }
            if (TakeMark("**")) moreNamed = Value();
            else if (TakeMark("*")) more = Value();
            else if (Now.Kind == WordKind.Name && _words[_at + 1] is { Kind: WordKind.Mark, Content: "=" })
            {
                var name = TakeAnyName();
                Expect("=");
                if (named.Any(n => n.Item1 == name)) throw Wrong($"an argument other than {name}");
                named.Add((name, Value()));
            }
            else if (named.Count > 0) throw Wrong("an argument with its name");
            else positional.Add(Value());
        }
        return new CallArguments(positional, named, more, moreNamed);
    }
}
