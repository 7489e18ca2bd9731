namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>What stands in the brackets of a call.</summary>
internal sealed record Arguments(string Callee, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    public static readonly IReadOnlyDictionary<string, object?> NoNames = new Dictionary<string, object?>();

    /// <summary>Gives the arguments their parameters' places.</summary>
    /// <param name="required">How many of the parameters must be given.</param>
    public Bound Bind(int required, params string[] parameters)
    {
        if (Positional.Count > parameters.Length)
            throw new TemplateException($"{Callee} takes at most {parameters.Length} arguments, and {Positional.Count} are given.");
        var (values, given) = (new object?[parameters.Length], new bool[parameters.Length]);
        for (var i = 0; i < Positional.Count; i++) (values[i], given[i]) = (Positional[i], true);
        foreach (var (name, value) in Named)
        {
            var place = Array.IndexOf(parameters, name);
            if (place < 0)
                throw new TemplateException($"{Callee} has no argument '{name}'{(parameters.Length > 0 ? $"; it has {string.Join(", ", parameters)}" : "")}.");
            if (given[place]) throw new TemplateException($"{Callee} is given '{name}' twice.");
            (values[place], given[place]) = (value, true);
        }
        for (var i = 0; i < required; i++)
            if (!given[i]) throw new TemplateException($"{Callee} needs the argument '{parameters[i]}'.");
        return new Bound(Callee, parameters, values, given);
    }

    /// <summary>The arguments behind the first ones.</summary>
    public Arguments From(int first) => this with { Positional = [.. Positional.Skip(first)] };
}

/// <summary>Arguments at their parameters' places.</summary>
internal sealed record Bound(string Callee, string[] Parameters, object?[] Values, bool[] Given)
{
    public object? Value(int i, object? otherwise = null) => Given[i] ? Values[i] : otherwise;

    public string Text(int i, string? otherwise = null) => Value(i, otherwise) as string
        ?? throw new TemplateException($"{Callee}: '{Parameters[i]}' must be a text, and is {PythonText.Describe(Value(i))}.");

    /// <summary>A text, or null for none.</summary>
    public string? TextOrNone(int i) => Value(i) is null ? null : Text(i);

    public long Int(int i, long otherwise = 0) => Value(i, otherwise) switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        var other => throw new TemplateException($"{Callee}: '{Parameters[i]}' must be a whole number, and is {PythonText.Describe(other)}."),
    };

    public long? IntOrNone(int i) => Value(i) is null ? null : Int(i);

    public bool Flag(int i, bool otherwise = false) => Operators.Truth(Value(i, otherwise));
}
