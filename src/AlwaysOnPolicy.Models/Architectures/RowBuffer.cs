using AlwaysOnPolicy.Models.Products;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rows of float32 numbers in memory that torch can read too.</summary>
internal sealed unsafe class RowBuffer : IDisposable
{
    private readonly Tensor _tensor;

    public RowBuffer(int rows, int width)
    {
        _tensor = zeros(rows, width).DetachFromDisposeScope();
        At = (float*)TensorMemory.Of(_tensor);
        Width = width;
    }

    public float* At { get; }

    /// <summary>Numbers of a row.</summary>
    public int Width { get; }

    public Span<float> Row(int row) => new(At + ((nint)row * Width), Width);

    /// <summary>A view of the first rows, and of some of their columns.</summary>
    public Tensor Rows(int rows, int column, int columns) => _tensor.narrow(0, 0, rows).narrow(1, column, columns);

    public void Dispose() => _tensor.Dispose();
}
