using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>What a loop's body knows of the loop.</summary>
/// <param name="recurse">Runs the loop over other items and gives what it writes; null where the loop is not recursive.</param>
internal sealed class LoopState(IReadOnlyList<object?> items, int depth, Func<object?, string>? recurse) : IHasAttributes
{
    private IReadOnlyList<object?>? _last;

    public int Index0 { get; set; }

    public object? Recurse(Arguments arguments) => recurse is null
        ? throw new TemplateException("'loop' can be called in a loop that is marked 'recursive' only.")
        : recurse(arguments.Bind(1, "iterable").Value(0));

    public bool TryGet(string name, out object? value)
    {
        value = name switch
        {
            "index" => (long)Index0 + 1,
            "index0" => (long)Index0,
            "revindex" => (long)items.Count - Index0,
            "revindex0" => (long)items.Count - Index0 - 1,
            "first" => Index0 == 0,
            "last" => Index0 == items.Count - 1,
            "length" => (long)items.Count,
            "depth" => (long)depth + 1,
            "depth0" => (long)depth,
            "previtem" => Index0 > 0 ? items[Index0 - 1] : new Undefined("there is no previous item"),
            "nextitem" => Index0 + 1 < items.Count ? items[Index0 + 1] : new Undefined("there is no next item"),
            "cycle" => new Callable(a => a.Positional.Count > 0
            ? a.Positional[Index0 % a.Positional.Count] : throw new TemplateException("loop.cycle needs items to take in turn.")),
            "changed" => new Callable(a => Changed(a)),
            _ => null,
        };
        return value is not null || name is "previtem" or "nextitem";
    }

    private bool Changed(Arguments arguments)
    {
        if (_last is { } last && last.Count == arguments.Positional.Count && last.Zip(arguments.Positional).All(p => Operators.Same(p.First, p.Second)))
            return false;
        _last = arguments.Positional;
        return true;
    }
}
