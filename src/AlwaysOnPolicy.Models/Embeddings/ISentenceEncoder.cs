namespace AlwaysOnPolicy.Models.Embeddings;

/// <summary>Turns texts into vectors of unit length, whose cosine says how alike two texts are.</summary>
public interface ISentenceEncoder : IDisposable
{
    /// <summary>The vectors, in the order of the texts.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    float[][] Encode(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancel = default);
}
