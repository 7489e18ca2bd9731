using System.Numerics.Tensors;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>All questions that nobody may train on, and whether a text is one of them or near one.</summary>
/// <param name="embed">Text to a vector of unit length; null where there is no encoder. Needs not be safe from several threads.</param>
public sealed class HeldOutQuestions(IReadOnlyList<HeldOutQuestion> questions, ContaminationSettings settings, Func<string, float[]>? embed = null)
{
    private readonly Dictionary<string, string> _wordings = settings.SameWording
        ? questions.DistinctBy(q => QuestionText.Key(q.Text)).ToDictionary(q => QuestionText.Key(q.Text), q => q.Set, StringComparer.Ordinal)
        : [];

    private readonly SharedNgrams? _ngrams = settings.NgramWords is { } words ? new(questions, words) : null;
    private readonly ContainedQuestions? _contained = settings.ContainedWords is { } least ? new(questions, least) : null;
    private readonly HeldOutQuestion[] _embedded = settings.Cosine is null ? [] : [.. questions.Where(q => q.Embedding is not null)];

    /// <summary>Nothing is held out.</summary>
    public static HeldOutQuestions None { get; } = new([], new());

    /// <summary>Compares the text and, with an encoder, the meaning; null for a text that may be trained on.</summary>
    /// <param name="embedding">The text's, of unit length, where it is known; null lets it be made.</param>
    public HeldOutMatch? Find(string text, float[]? embedding = null) =>
        FindText(text) ?? (_embedded.Length > 0 && (embedding ?? embed?.Invoke(text)) is { } vector ? FindEmbedding(vector) : null);

    /// <summary>Compares wording, words in a row, and whole questions within the text. Safe from any thread.</summary>
    public HeldOutMatch? FindText(string text) =>
        _wordings.TryGetValue(QuestionText.Key(text), out var set) ? new(set, Likeness.Wording)
        : _ngrams?.Find(text) is { } near ? new(near, Likeness.Ngram)
        : _contained?.Find(text) is { } within ? new(within, Likeness.Contained)
        : null;

    /// <summary>Compares a text's embedding, of unit length. Safe from any thread.</summary>
    public HeldOutMatch? FindEmbedding(float[] embedding)
    {
        foreach (var question in _embedded)
            if (TensorPrimitives.Dot(question.Embedding, embedding) >= settings.Cosine) return new(question.Set, Likeness.Cosine);
        return null;
    }
}
