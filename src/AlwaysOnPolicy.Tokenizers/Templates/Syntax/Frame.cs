using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>The values of a scope's names while it runs.</summary>
internal sealed class Frame(Frame? outer, int slots, Rendering rendering)
{
    /// <summary>A name's value before it is set.</summary>
    public static readonly object Missing = new();

    public object?[] Slots { get; } = new object?[slots];

    public Rendering Rendering => rendering;

    public object? Get(Place place, string name) => Of(place).Slots[place.Slot] is var value && ReferenceEquals(value, Missing) ? Undefined.Name(name) : value;

    public void Set(Place place, object? value) => Of(place).Slots[place.Slot] = value;

    /// <summary>Gives the names the values that they begin with; each turn of a loop does it anew.</summary>
    public void Enter(IReadOnlyList<(int Slot, string Name, Load How, Place From)> loads)
    {
        foreach (var (slot, name, how, from) in loads)
            switch (how)
            {
                case Load.Resolve: Slots[slot] = rendering.Resolve(name); break;
                case Load.Alias: Slots[slot] = outer!.Of(from).Slots[from.Slot]; break;
                case Load.Undefined: Slots[slot] = Missing; break;
            }
    }

    private Frame Of(Place place)
    {
        var frame = this;
        for (var i = 0; i < place.Outwards; i++) frame = frame.Outer!;
        return frame;
    }

    private Frame? Outer => outer;
}
