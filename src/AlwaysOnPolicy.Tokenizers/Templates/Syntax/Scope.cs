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

    /// <summary>Runs in an open frame and gives what is written. Where break or continue leaves the body, that is for nothing: the loop outside
    /// goes on.</summary>
    public Flow Capture(Frame frame, out string text)
    {
        var flow = Flow.Next;
        text = frame.Rendering.Capture(() => flow = Run(frame));
        return flow;
    }
}
