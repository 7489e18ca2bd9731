using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Estimating;

/// <summary>Texts without a meaning, as long as those that they stand for; no two share a run of words by which they would count as one question.</summary>
internal sealed class MadeUpTexts
{
    // Posts of Reddit with their bodies; instructions such as Dolly's; their answers.
    public const int PostWords = 120, QuestionWords = 20, AnswerWords = 60;
    private const int Vocabulary = 5000;
    private static readonly string[] s_syllables = ["ba", "ce", "dor", "fi", "gal", "hu", "in", "ka", "lem", "mo", "nir", "o", "pes", "ra", "su", "ti"];
    private readonly SeededRandom _random = SeededRandom.For(1, "made-up texts");
    private readonly string[] _words;

    public MadeUpTexts() => _words =
        [.. Enumerable.Range(0, Vocabulary).Select(_ => string.Concat(Enumerable.Range(0, 2).Select(_ => s_syllables[_random.Next(s_syllables.Length)])))];

    public string Next(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => _words[_random.Next(Vocabulary)])) + "?";
}
