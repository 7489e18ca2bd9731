using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>What stands in the brackets of a call, a filter or a test.</summary>
internal sealed class CallArguments(
    IReadOnlyList<Expression> positional, IReadOnlyList<(string Name, Expression Value)> named, Expression? more, Expression? moreNamed)
    : Expression([.. positional, .. named.Select(n => n.Value), more, moreNamed])
{
    public static readonly CallArguments None = new([], [], null, null);

    public Arguments Of(string callee, Frame frame)
    {
        if (ReferenceEquals(this, None)) return new Arguments(callee, [], Arguments.NoNames);
        var values = new List<object?>(positional.Count);
        foreach (var value in positional) values.Add(value.Evaluate(frame));
        if (more is not null) values.AddRange(Sequences.Of(more.Evaluate(frame)));
        if (named.Count == 0 && moreNamed is null) return new Arguments(callee, values, Arguments.NoNames);
        var names = named.ToDictionary(n => n.Name, n => n.Value.Evaluate(frame), StringComparer.Ordinal);
        if (moreNamed?.Evaluate(frame) is PythonDict dict) foreach (var item in dict.Items) names[PythonText.Of(item[0])] = item[1];
        return new Arguments(callee, values, names);
    }

    public override object? Evaluate(Frame frame) => Of("", frame);
}

internal sealed class Call(Expression callee, CallArguments arguments, string said) : Expression(callee, arguments)
{
    public override object? Evaluate(Frame frame) => Run(frame, null);

    /// <param name="caller">What the callee knows as caller; null in a plain call.</param>
    public object? Run(Frame frame, Callable? caller)
    {
        if (callee is Attribute method && method.Of.Evaluate(frame) is var of)
        {
            if (of is string text && TextMethods.Has(method.Name)) return TextMethods.Call(text, method.Name, arguments.Of(method.Name, frame));
            return Run(Access.Attribute(of, method.Name), frame, caller);
        }
        return Run(callee.Evaluate(frame), frame, caller);
    }

    private object? Run(object? function, Frame frame, Callable? caller)
    {
        var given = arguments.Of(said, frame);
        if (caller is not null) given = given with { Named = new Dictionary<string, object?>(given.Named, StringComparer.Ordinal) { ["caller"] = caller } };
        return function switch
        {
            Callable callable => callable(given),
            LoopState loop => loop.Recurse(given),
            Undefined missing => throw missing.Error(),
            _ => throw new TemplateException($"{PythonText.Describe(function)} cannot be called ('{said}')."),
        };
    }
}
