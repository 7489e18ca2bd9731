using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Formats;

/// <summary>A tensor in a file of weights: what it is, and how it is read.</summary>
/// <param name="Fill">Reads it into a contiguous tensor of its type and shape.</param>
internal sealed record StoredTensor(string Name, ScalarType Type, long[] Shape, Action<Tensor> Fill)
{
    /// <summary>The tensor as stored, owned by the current dispose scope.</summary>
    public Tensor Read()
    {
        var result = empty(Shape, dtype: Type);
        Fill(result);
        return result;
    }

    /// <summary>Reads it into a tensor of its shape; where the types agree there is no second copy in memory.</summary>
    public void CopyTo(Tensor target)
    {
        using var scope = NewDisposeScope();
        if (target.dtype == Type && target.is_contiguous()) Fill(target);
        else target.copy_(Read());
    }
}

/// <summary>An open file of weights.</summary>
internal interface IWeightFile : IDisposable
{
    IEnumerable<StoredTensor> Tensors { get; }

    /// <summary>Why a file cannot be opened: a cache may hold links to what was deleted.</summary>
    static CheckpointException NotOpened(string path, Exception e) => new(e is FileNotFoundException or DirectoryNotFoundException
        && new FileInfo(path).LinkTarget is { } target ? $"'{path}' is a link to '{target}', which is not there. Fetch the model again."
        : $"'{path}' cannot be opened: {e.Message}", e);
}
