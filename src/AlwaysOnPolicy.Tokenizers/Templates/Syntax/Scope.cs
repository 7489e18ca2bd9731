namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>A body with a scope of its own.</summary>
/// <param name="prepare">Settles what the scope has beside the body: parameters, targets.</param>
internal sealed class Scope(Body body, Action<Symbols>? prepare = null, Action<Symbols>? bindMore = null)
{
    private Symbols _symbols = null!;
    private (int Slot, string Name, Load How, Place From)[] _loads = [];

    public void Bind(Symbols outer)
    {
        _symbols = new Symbols(outer);
        prepare?.Invoke(_symbols);
        body.Analyze(_symbols);
        _loads = [.. _symbols.Loads.Where(l => l.How != Load.Parameter)];
        bindMore?.Invoke(_symbols);
        body.Bind(_symbols);
    }

    /// <summary>A frame in which all names have the values that they begin with.</summary>
    public Frame Open(Frame outer)
    {
        var frame = new Frame(outer, _symbols.SlotCount, outer.Rendering);
        frame.Enter(_loads);
        return frame;
    }

    /// <summary>Gives the names of an open frame the values that they begin with, again.</summary>
    public void Reset(Frame frame) => frame.Enter(_loads);

    public Flow Run(Frame frame) => body.Execute(frame);

    public string Capture(Frame outer) => outer.Rendering.Capture(() => Run(Open(outer)));
}
