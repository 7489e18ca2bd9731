using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>What a value is given to: the left side of set and for.</summary>
internal abstract class Target
{
    /// <param name="asParameter">The scope's owner sets it, as a loop does.</param>
    public abstract void Analyze(Symbols symbols, bool asParameter);

    public abstract void Bind(Symbols symbols);

    public abstract void Assign(Frame frame, object? value);
}

internal sealed class NameTarget(string name) : Target
{
    private Place _place;

    public override void Analyze(Symbols symbols, bool asParameter)
    {
        if (asParameter) symbols.Parameter(name);
        else symbols.Store(name);
    }

    public override void Bind(Symbols symbols) => _place = symbols.Find(name)!.Value;

    public override void Assign(Frame frame, object? value) => frame.Set(_place, value);
}

/// <summary>ns.name, of a namespace.</summary>
internal sealed class NamespaceTarget(string name, string attribute) : Target
{
    private readonly Name _namespace = new(name);

    public override void Analyze(Symbols symbols, bool asParameter) => _namespace.Analyze(symbols);

    public override void Bind(Symbols symbols) => _namespace.Bind(symbols);

    public override void Assign(Frame frame, object? value)
    {
        if (_namespace.Evaluate(frame) is not Namespace space)
            throw new TemplateException($"'{name}.{attribute}' cannot be set: '{name}' is no namespace, and nothing else can be changed.");
        space.Values[attribute] = value;
    }
}

/// <summary>a, b: each takes one part of the value.</summary>
internal sealed class TupleTarget(IReadOnlyList<Target> targets) : Target
{
    public override void Analyze(Symbols symbols, bool asParameter)
    {
        foreach (var target in targets) target.Analyze(symbols, asParameter);
    }

    public override void Bind(Symbols symbols)
    {
        foreach (var target in targets) target.Bind(symbols);
    }

    public override void Assign(Frame frame, object? value)
    {
        if (value is Undefined missing) throw missing.Error();
        var parts = Sequences.List(value);
        if (parts.Count != targets.Count) throw new TemplateException($"{parts.Count} values cannot be given to {targets.Count} names.");
        for (var i = 0; i < parts.Count; i++) targets[i].Assign(frame, parts[i]);
    }
}
