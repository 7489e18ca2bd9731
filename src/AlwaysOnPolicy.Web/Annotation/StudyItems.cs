using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation;

/// <summary>What raters are shown: questions drawn by lot, and attention checks.</summary>
internal static class StudyItems
{
    private static readonly string[] s_words = ["river", "candle", "bridge", "copper", "garden", "violin", "harbour", "pepper", "saddle", "lantern"];

    /// <summary>As many of the pairs as the settings say, or all where there are fewer.</summary>
    public static IReadOnlyList<AnnotationItem> Draw(AnnotationSettings settings, IReadOnlyList<Comparison> pairs)
    {
        var drawn = SeededRandom.For(settings.Seed, "annotation items").Permutation(pairs.Count).Take(settings.Items).Select(i => pairs[i]);
        return [.. drawn.Select((p, number) => new AnnotationItem(number, p.Question.Id, p.Question.Domain, p.Question.Text, p.AnswerA, p.AnswerB)),
            .. Enumerable.Range(0, settings.AttentionChecks).Select(check => Check(settings, check))];
    }

    private static AnnotationItem Check(AnnotationSettings settings, int number)
    {
        var words = s_words.ToArray();
        SeededRandom.For(settings.Seed, "attention check", $"{number}").Shuffle(words);
        return new(settings.Items + number, $"attention-check-{number + 1}", null,
            $"This one checks that the texts are read. Please choose the response that says \"{words[0]}\".",
            $"The word of this response is: {words[0]}.", $"The word of this response is: {words[1]}.", IsCheck: true);
    }
}
