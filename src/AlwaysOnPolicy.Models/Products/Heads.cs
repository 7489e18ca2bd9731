namespace AlwaysOnPolicy.Models.Products;

/// <summary>Where the vectors of attention heads lie in memory; steps count numbers.</summary>
/// <param name="Start">Address of the first number; whoever makes the view keeps it alive.</param>
/// <param name="RowStarts">Where each row of the batch begins, from there.</param>
/// <param name="HeadStep">From one head to the next.</param>
/// <param name="TokenStep">From one token to the next.</param>
/// <param name="Count">Heads.</param>
/// <param name="Size">Numbers of a head's vector, which are neighbours.</param>
internal sealed record Heads(nint Start, nint[] RowStarts, nint HeadStep, nint TokenStep, int Count, int Size)
{
    /// <summary>A head's vectors of one row, [tokens, size].</summary>
    public Matrix Of(int row, int head, int tokens) => new(Start + (sizeof(float) * (RowStarts[row] + (head * HeadStep))), tokens, Size, TokenStep, 1);
}
