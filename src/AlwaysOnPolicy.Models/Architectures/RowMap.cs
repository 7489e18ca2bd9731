using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Products;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A linear layer with its adapter, applied to rows in plain memory, without a gradient.</summary>
internal sealed unsafe class RowMap
{
    private readonly Tensor _weight;
    private readonly float[]? _bias;
    private readonly nint _weightAt, _biasAt;
    private readonly bool _isInputsFirst;
    private readonly LoraPair? _lora;
    private readonly float[]? _gains;

    /// <param name="asHead">An embedding in the head's place: its rows are the outputs.</param>
    public RowMap(ILinearMap map, bool asHead = false)
    {
        _weight = map.Weight is MatrixWeight matrix ? matrix.InProducts : map.Weight;
        if (!_weight.is_contiguous()) throw new ArgumentException("The weight's numbers are not neighbours.", nameof(map));
        _isInputsFirst = map.IsInputsFirst && !asHead;
        _weightAt = TensorMemory.Of(_weight);
        (Inputs, Outputs) = ((int)_weight.size(_isInputsFirst ? 0 : 1), (int)_weight.size(_isInputsFirst ? 1 : 0));
        _bias = FloatsOf(map.Bias);
        _biasAt = AddressOf(_bias);
        _lora = asHead ? null : map.Lora is { IsOn: true } lora ? lora : null;
        _gains = _lora?.Gains();
    }

    public int Inputs { get; }
    public int Outputs { get; }
    public bool IsHalf => _weight.dtype == ScalarType.BFloat16;

    /// <summary>Each map of the same rows: into its own columns, which stand side by side.</summary>
    /// <param name="isOrdered">Whether each number is to be summed in one order whatever the other rows are, on every processor.</param>
    /// <param name="isPrompt">Whether the rows are tokens of prompts: torch, whose bfloat16 is fast where rows are many, may then multiply them. A token's
    /// products are computed in one way only, or it would depend on how many are beside it.</param>
    public static void Run(ReadOnlySpan<RowMap> maps, RowBuffer x, int rows, RowBuffer into, bool isPrompt, bool isOrdered, int threads)
    {
        var weights = new RowWeight[maps.Length];
        var column = 0;
        for (var i = 0; i < maps.Length; i++)
        {
            var m = maps[i];
            weights[i] = new(m._weightAt, m.IsHalf, m._isInputsFirst, m.Inputs, m.Outputs, m._biasAt, (nint)(into.At + column));
            column += m.Outputs;
        }
        if (!isOrdered && (!RowProduct.IsFast || (isPrompt && weights[0].IsHalf)))
            for (var i = 0; i < maps.Length; i++) maps[i].ByTorch(x, rows, weights[i], into);
        else RowProduct.Multiply(x.At, x.Width, rows, weights, into.Width, threads);
        for (var i = 0; i < maps.Length; i++) maps[i].AddAdapter(x, rows, weights[i], into.Width, threads);
    }

    private void ByTorch(RowBuffer x, int rows, in RowWeight w, RowBuffer into)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var input = x.Rows(rows, 0, Inputs).to(_weight.dtype);
        var column = (int)(((float*)w.Into - into.At) % into.Width);
        into.Rows(rows, column, Outputs).copy_(_isInputsFirst ? input.matmul(_weight) : nn.functional.linear(input, _weight));
        if (_bias is null) return;
        for (var r = 0; r < rows; r++)
        {
            var row = new Span<float>((float*)w.Into + ((nint)r * into.Width), Outputs);
            TensorPrimitives.Add(row, _bias, row);
        }
    }

    private void AddAdapter(RowBuffer x, int rows, in RowWeight w, nint intoStep, int threads)
    {
        if (_lora is null) return;
        var rank = (int)_lora.A.size(0);
        var (low, added) = (new float[rows * rank], new float[(nint)rows * Outputs]);
        fixed (float* l = low, a = added)
        {
            RowProduct.Multiply(x.At, x.Width, rows, [Of(_lora.A, rank, Inputs, (nint)l)], rank, threads);
            TensorPrimitives.Multiply(low, (float)_lora.Scale, low);
            RowProduct.Multiply(l, rank, rows, [Of(_lora.B, Outputs, rank, (nint)a)], Outputs, threads);
        }
        for (var r = 0; r < rows; r++)
        {
            var y = new Span<float>((float*)w.Into + (r * intoStep), Outputs);
            var plus = added.AsSpan(r * Outputs, Outputs);
            for (var i = 0; i < Outputs; i++)
                y[i] += _gains is null ? plus[i] : ((_gains[i] - 1) * (y[i] - (_bias is null ? 0 : _bias[i]))) + (_gains[i] * plus[i]);
        }
    }

    private static RowWeight Of(Parameter matrix, int outputs, int inputs, nint into) =>
        new(TensorMemory.Of(matrix), matrix.dtype == ScalarType.BFloat16, false, inputs, outputs, 0, into);

    private static float[]? FloatsOf(Parameter? parameter)
    {
        if (parameter is null) return null;
        using var scope = NewDisposeScope();
        var pinned = GC.AllocateUninitializedArray<float>((int)parameter.numel(), pinned: true);
        parameter.detach().to(ScalarType.Float32).data<float>().ToArray().CopyTo(pinned, 0);
        return pinned;
    }

    private static nint AddressOf(float[]? pinned) => pinned is null ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
