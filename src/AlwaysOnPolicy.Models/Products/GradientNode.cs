using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>A node of torch's graph whose way back is written here.</summary>
/// <remarks>TorchSharp's own <c>autograd.Function</c> keeps, for each result, another tensor of its size until the way back is done, and gradients until
/// the garbage collector comes; of a layer's products that is as much again as all activations. This asks the same native functions for no more than a
/// node.</remarks>
internal sealed class GradientNode
{
    private const string Library = "LibTorchSharp";

    // The graph knows the node by two function pointers: whom they belong to has to live until torch drops the node.
    private static readonly HashSet<GradientNode> s_alive = [];

    // What the last node gave to torch: torch has taken it over once it calls the next.
    [ThreadStatic]
    private static Tensor?[]? t_given;

    private readonly Func<Tensor, Tensor?[]> _backward;
    private readonly Tensor[] _kept;
    private readonly Apply _apply;
    private readonly Drop _drop;
    private readonly nint[] _gradients;
    private GCHandle _pin;
    private NodePointers _node;

    private GradientNode(Func<Tensor, Tensor?[]> backward, Tensor[] kept, int inputs)
    {
        (_backward, _kept, _apply, _drop, _gradients) = (backward, kept, Run, Release, new nint[inputs]);
        _pin = GCHandle.Alloc(_gradients, GCHandleType.Pinned);
        lock (s_alive) s_alive.Add(this);
    }

    /// <summary>Puts a result into the graph.</summary>
    /// <param name="result">Made without a graph; its handle is given up.</param>
    /// <param name="inputs">What gradients are for; at least one of them requires one.</param>
    /// <param name="kept">What the way back needs; disposed of with the node.</param>
    /// <param name="backward">From the gradient on the result to those on the inputs, null for none; it disposes of neither.</param>
    public static Tensor Attach(Tensor result, Tensor[] inputs, Tensor[] kept, Func<Tensor, Tensor?[]> backward)
    {
        var owner = new GradientNode(backward, kept, inputs.Length);
        var node = owner._node = THSAutograd_CSharpNode_ctor(owner._apply, owner._drop);
        Check();
        var of = Handles(inputs);
        var made = Handles([result]);
        var wrapped = new nint[1];
        GCHandle[] pins = [.. ((nint[][])[of, made, wrapped]).Select(array => GCHandle.Alloc(array, GCHandleType.Pinned))];
        try
        {
            var variables = new Array(pins[0].AddrOfPinnedObject(), of.Length);
            THSAutograd_CSharpNode_setNextEdges(node, variables, true);
            THSAutograd_CSharpNode_clearInputMetadata(node);
            var into = pins[2].AddrOfPinnedObject();
            Allocate allocate = _ => into;
            THSAutograd_Function_wrapOutputs(variables, default, default, new(pins[1].AddrOfPinnedObject(), 1), node, allocate);
            GC.KeepAlive(allocate);
            Check();
        }
        finally
        {
            foreach (var pin in pins) pin.Free();
        }
        THSAutograd_CSharpNode_disposeSharedPtr(node);
        owner._node.Shared = 0;
        GC.KeepAlive(inputs);
        result.Dispose();
        return Tensor.UnsafeCreateTensor(wrapped[0]);
    }

    private Array Run(nint tensors, int count)
    {
        DropGiven();
        using var gradient = Tensor.UnsafeCreateTensor(Marshal.ReadIntPtr(tensors));
        var given = _backward(gradient);
        DropGiven();                       // by nodes of a graph within this one's way back
        t_given = given;
        for (var i = 0; i < _gradients.Length; i++) _gradients[i] = t_given[i]?.Handle ?? 0;
        return new(_pin.AddrOfPinnedObject(), _gradients.Length);
    }

    private static void DropGiven()
    {
        foreach (var tensor in t_given ?? []) tensor?.Dispose();
        t_given = null;
    }

    private void Release()
    {
        foreach (var tensor in _kept) tensor.Dispose();
        _pin.Free();
        THSAutograd_CSharpNode_disposeWeakPtr(_node);
        lock (s_alive) s_alive.Remove(this);
        GC.KeepAlive(this);
    }

    private static nint[] Handles(Tensor[] tensors) => [.. tensors.Select(t => t.Handle)];

    private static void Check()
    {
        if (THSTorch_get_and_reset_last_err() is var error and not 0)
            throw new InvalidOperationException($"libtorch cannot put a product into its graph: {Marshal.PtrToStringUTF8(error)}");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate Array Apply(nint tensors, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Drop();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Allocate(nint length);

    private readonly record struct Array(nint Start, long Length);

    private record struct NodePointers(nint Shared, nint Weak);

#pragma warning disable CA1707, SYSLIB1054 // the native names; delegates are not blittable
    [DllImport(Library)]
    private static extern NodePointers THSAutograd_CSharpNode_ctor(Apply apply, Drop drop);

    [DllImport(Library)]
    private static extern void THSAutograd_CSharpNode_setNextEdges(NodePointers node, Array variables, [MarshalAs(UnmanagedType.U1)] bool isExecutable);

    [DllImport(Library)]
    private static extern void THSAutograd_CSharpNode_clearInputMetadata(NodePointers node);

    [DllImport(Library)]
    private static extern void THSAutograd_CSharpNode_disposeSharedPtr(NodePointers node);

    [DllImport(Library)]
    private static extern void THSAutograd_CSharpNode_disposeWeakPtr(NodePointers node);

    [DllImport(Library)]
    private static extern void THSAutograd_Function_wrapOutputs(
        Array variables, Array nonDifferentiable, Array changed, Array outputs, NodePointers node, Allocate allocate);

    [DllImport(Library)]
    private static extern nint THSTorch_get_and_reset_last_err();
#pragma warning restore CA1707, SYSLIB1054
}
