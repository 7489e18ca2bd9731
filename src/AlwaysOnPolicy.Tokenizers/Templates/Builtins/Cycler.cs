using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>cycler('odd', 'even'): next() gives the items in turn, current the one that comes, reset() begins anew.</summary>
internal sealed class Cycler(IReadOnlyList<object?> items) : IHasAttributes
{
    private int _at;

    public bool TryGet(string name, out object? value)
    {
        if (items.Count == 0) throw new TemplateException("cycler needs at least one item.");
        value = name switch
        {
            "current" => items[_at],
            "next" => new Callable(_ => Next()),
            "reset" => new Callable(_ => (_at = 0) == 0 ? null : null),
            _ => null,
        };
        return name is "current" or "next" or "reset";
    }

    private object? Next()
    {
        var item = items[_at];
        _at = (_at + 1) % items.Count;
        return item;
    }
}
