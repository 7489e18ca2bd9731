using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>Finds texts that share a row of words with a held-out question, as contamination is measured since GPT-3 (Brown et al. 2020, appendix C).</summary>
/// <remarks>Of texts with fewer words than the row is long the whole of the shorter one must be in the other, if it has at least 8 words (GPT-3's
/// smallest n): shorter rows are turns of speech.</remarks>
internal sealed class SharedNgrams
{
    private const int Shortest = 8;
    private readonly int _length, _anchor;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(string Set, int[] Words)> _questions = [];
    private readonly Dictionary<ulong, List<(int Question, int Place)>> _places = [];

    public SharedNgrams(IReadOnlyList<HeldOutQuestion> questions, int length)
    {
        (_length, _anchor) = (length, Math.Min(Shortest, length));
        foreach (var question in questions)
        {
            int[] words = [.. QuestionText.Words(question.Text).Select(w => _ids.TryGetValue(w, out var id) ? id : _ids[w] = _ids.Count)];
            for (var place = 0; place + _anchor <= words.Length; place++)
            {
                var hash = Hash(words.AsSpan(place, _anchor));
                if (!_places.TryGetValue(hash, out var places)) _places[hash] = places = [];
                places.Add((_questions.Count, place));
            }
            _questions.Add((question.Set, words));
        }
    }

    /// <returns>The set of the question; null where there is none.</returns>
    public string? Find(string text)
    {
        int[] words = [.. QuestionText.Words(text).Select(w => _ids.GetValueOrDefault(w, -1))];
        for (var start = 0; start + _anchor <= words.Length; start++)
        {
            if (!_places.TryGetValue(Hash(words.AsSpan(start, _anchor)), out var places)) continue;
            foreach (var (question, place) in places)
            {
                var (set, other) = _questions[question];
                var row = words.AsSpan(start).CommonPrefixLength(other.AsSpan(place));
                if (row >= Math.Min(_length, Math.Min(words.Length, other.Length))) return set;
            }
        }
        return null;
    }

    private static ulong Hash(ReadOnlySpan<int> words)   // FNV-1a; a match is compared word by word
    {
        var hash = 14695981039346656037ul;
        foreach (var word in words) hash = unchecked((hash ^ (uint)word) * 1099511628211ul);
        return hash;
    }
}
