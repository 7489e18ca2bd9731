namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>How a scope's name gets its value when the scope is entered.</summary>
internal enum Load
{
    /// <summary>Whoever enters the scope sets it.</summary>
    Parameter,

    /// <summary>From what the template is rendered with.</summary>
    Resolve,

    /// <summary>A copy of an outer scope's.</summary>
    Alias,

    /// <summary>It has none.</summary>
    Undefined,
}

/// <summary>Where a name's value is kept: so many scopes outwards, in that place.</summary>
internal readonly record struct Place(int Outwards, int Slot);

/// <summary>The names of one scope. As in Jinja they are settled before anything runs: a name that is set anywhere in a scope belongs to the whole of it, and
/// has no value there before it is set, whatever the caller gave under that name; one that is read first, or set in a branch only, begins with the outer
/// value.</summary>
internal sealed class Symbols
{
    private readonly Symbols? _outer;
    private readonly Dictionary<string, int> _slots;   // shared by the copies for branches
    private HashSet<string> _known = new(StringComparer.Ordinal), _stored = new(StringComparer.Ordinal);
    private Dictionary<string, (Load How, Place From)> _loads = new(StringComparer.Ordinal);

    public Symbols(Symbols? outer) : this(outer, new(StringComparer.Ordinal))
    {
    }

    private Symbols(Symbols? outer, Dictionary<string, int> slots) => (_outer, _slots) = (outer, slots);

    public int SlotCount => _slots.Count;

    public IEnumerable<(int Slot, string Name, Load How, Place From)> Loads => _loads.Select(l => (_slots[l.Key], l.Key, l.Value.How, l.Value.From));

    public void Read(string name)
    {
        if (Find(name) is null) Define(name, Load.Resolve);
    }

    public void Store(string name)
    {
        _stored.Add(name);
        if (_known.Contains(name)) return;
        if (_outer?.Find(name) is { } outer) Define(name, Load.Alias, outer);
        else Define(name, Load.Undefined);
    }

    public int Parameter(string name)
    {
        _stored.Add(name);
        Define(name, Load.Parameter);
        return _slots[name];
    }

    public Place? Find(string name) => _known.Contains(name) ? new Place(0, _slots[name])
        : _outer?.Find(name) is { } outer ? outer with { Outwards = outer.Outwards + 1 } : null;

    /// <summary>A copy for the names of one branch.</summary>
    public Symbols Branch() => new(_outer, _slots) { _known = [.. _known], _stored = [.. _stored], _loads = new(_loads) };

    /// <summary>Takes the branches' names over: which of them runs is not known, so what they set begins with the outer value.</summary>
    public void Join(params IReadOnlyList<Symbols> branches)
    {
        string[] set = [.. branches.SelectMany(b => b._stored).Distinct().Where(n => !_stored.Contains(n))];
        foreach (var branch in branches)
        {
            _known.UnionWith(branch._known);
            _stored.UnionWith(branch._stored);
            foreach (var (name, load) in branch._loads) _loads[name] = load;
        }
        foreach (var name in set)
            if (_outer?.Find(name) is { } outer) Define(name, Load.Alias, outer);
            else Define(name, Load.Resolve);
    }

    private void Define(string name, Load how, Place from = default)
    {
        _known.Add(name);
        _slots.TryAdd(name, _slots.Count);
        _loads[name] = (how, from);   // "from" counts from the outer scope
    }
}
