using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Embeddings;

/// <summary>Likeness by shared words and parts of words, without a model: for any language, and for where no sentence encoder is at hand. It knows no
/// synonyms.</summary>
/// <remarks>Signed feature hashing (Weinberger et al. 2009) of words and of the letter trigrams in them (as Bojanowski et al. 2017), so that "bake" and
/// "baking" share a part.</remarks>
public sealed class WordEncoder : ISentenceEncoder
{
    private const int Width = 512, Gram = 3;

    /// <inheritdoc/>
    public float[][] Encode(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancel = default) => [.. texts.Select(text =>
    {
        cancel.ThrowIfCancellationRequested();
        return Encode(text);
    })];

    /// <summary>Has nothing to free.</summary>
    public void Dispose() { }

    /// <summary>An empty text is a vector of zeros, like nothing.</summary>
    private static float[] Encode(string text)
    {
        var vector = new float[Width];
        foreach (var word in QuestionText.Key(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(vector, word);
            var marked = $"<{word}>";
            for (var i = 0; i + Gram <= marked.Length; i++) Add(vector, marked.AsSpan(i, Gram));
        }
        var norm = MathF.Sqrt(vector.Sum(x => x * x));
        return norm == 0 ? vector : Array.ConvertAll(vector, x => x / norm);
    }

    private static void Add(float[] vector, ReadOnlySpan<char> part)
    {
        var hash = Hash(part);
        vector[hash % Width] += (hash & 0x8000_0000) == 0 ? 1 : -1;
    }

    /// <summary>FNV-1a over UTF-16 units: the same on every machine, which <see cref="string.GetHashCode()"/> is not.</summary>
    private static uint Hash(ReadOnlySpan<char> part)
    {
        var hash = 2166136261u;
        foreach (var letter in part) hash = (hash ^ letter) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
