using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Web.Annotation;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

/// <summary>A small human evaluation of two contestants whose names occur nowhere else.</summary>
internal static class SampleStudy
{
    public const string NameA = "zebrafinch", NameB = "quokkamodel";

    public static AnnotationSettings Settings(int items = 6, int checks = 0, int repeats = 0) => new()
    {
        A = new(NameA, 2),
        B = new(NameB, 2),
        Items = items,
        AttentionChecks = checks,
        Repeats = repeats,
        Seed = 11,
    };

    public static Task<AnnotationStore> OpenAsync(string folder, AnnotationSettings settings, int raters = 3, IReadOnlyList<Comparison>? pairs = null) =>
        AnnotationStudy.OpenAsync(folder, settings, raters, Source(pairs ?? Pairs(settings.Items)), CancellationToken.None);

    public static AnnotationSource Source(IReadOnlyList<Comparison> pairs) =>
        new(new(NameA, 2), new(NameB, 2), "unused", _ => Task.FromResult(pairs));

    /// <summary>Whose answer is whose can be told from its text by this test alone: A's have even numbers.</summary>
    public static IReadOnlyList<Comparison> Pairs(int count) => [.. Enumerable.Range(0, count).Select(i =>
        new Comparison(new Question($"q{i}", i % 2 == 0 ? "law" : "pets", $"Question {i} ?"), 0, $"Text {2 * i}.", true, $"Text {(2 * i) + 1}.", true))];

    public static bool IsA(string text) => int.Parse(text["Text ".Length..^1], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0;

    /// <summary>Saves what a rater says on each of their tasks.</summary>
    public static void Rate(AnnotationStore store, int rater, Func<RaterTask, Preference> say)
    {
        using var writer = store.OpenWriter();
        writer.Save([.. store.Tasks(rater).Select(t => (new ChoiceEvent(rater, t.Position, $"key{t.Position}", Choices.Of(say(t), t.BFirst),
            say(t) == Preference.Failed ? "cannot judge" : null, null), DateTimeOffset.UnixEpoch))]).ShouldAllBe(o => o == SavedOutcome.Saved);
    }
}
