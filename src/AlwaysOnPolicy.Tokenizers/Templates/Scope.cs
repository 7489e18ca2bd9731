namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>Names and their values; each turn of a loop has a scope of its own, an if has none.</summary>
internal sealed class Scope
{
    // Far beyond any conversation, and reached in seconds: loops in loops cannot hang the program.
    private const int MostSteps = 5_000_000;

    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly Scope? _outer;
    private readonly int[] _steps;

    private Scope(Scope? outer) => (_outer, _steps) = (outer, outer?._steps ?? [0]);

    public static Scope Outermost() => new(null);

    public Scope Inner() => new(this);

    public void Set(string name, object? value) => _values[name] = value;

    public object? Get(string name) => _values.TryGetValue(name, out var value) ? value : _outer is null ? Undefined.Value : _outer.Get(name);

    public void CountStep()
    {
        if (++_steps[0] > MostSteps) throw new TemplateException($"it ran for {MostSteps} steps without an end.");
    }
}

/// <summary>The value of a name that was never set.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();
}
