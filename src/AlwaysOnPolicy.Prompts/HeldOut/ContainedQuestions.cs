using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>Finds texts that hold a whole held-out question, whatever stands before and after it.</summary>
/// <param name="least">Words of the shortest question that is looked for.</param>
internal sealed class ContainedQuestions(IReadOnlyList<HeldOutQuestion> questions, int least)
{
    /// <summary>By their first words.</summary>
    private readonly ILookup<string, (string Set, string[] Words)> _questions = questions
        .Select(q => (q.Set, Words: QuestionText.Words(q.Text).ToArray())).Where(q => q.Words.Length >= least)
            .ToLookup(q => Start(q.Words, least), StringComparer.Ordinal);

    /// <returns>The set of the question; null where there is none.</returns>
    public string? Find(string text)
    {
        string[] words = [.. QuestionText.Words(text)];
        for (var start = 0; start + least <= words.Length; start++)
            foreach (var (set, question) in _questions[Start(words.AsSpan(start), least)])
                if (words.AsSpan(start).StartsWith(question)) return set;
        return null;
    }

    private static string Start(ReadOnlySpan<string> words, int count) => string.Join(' ', words[..count]);
}
