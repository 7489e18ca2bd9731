using System.Globalization;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>How items are called where another tool shows them: by number, and in one order for all raters, which is drawn item by item.</summary>
internal static class OtherTools
{
    public const string Question = "preference", A = "A", B = "B";
    private const string Prefix = "item-";

    public static string NameOf(AnnotationItem item) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{item.Number}");

    /// <returns>What was shown as A, and as B.</returns>
    public static (string A, string B) Shown(AnnotationSettings settings, AnnotationItem item) =>
        TaskOrder.BFirstElsewhere(settings, item.Number) ? (item.B, item.A) : (item.A, item.B);

    /// <summary>The letter or word for a preference.</summary>
    public static string Word(AnnotationSettings settings, AnnotationItem item, Preference preference, string tie) =>
        preference == Preference.Tie ? tie : preference == Preference.A != TaskOrder.BFirstElsewhere(settings, item.Number) ? A : B;

    /// <summary>A tool's word on an item, mapped back.</summary>
    /// <param name="place">Where it was found, for errors.</param>
    /// <returns>Null of an item that this study has not.</returns>
    /// <exception cref="DataException">The word is none of A, B and tie.</exception>
    public static ImportedVerdict? Read(AnnotationSettings settings, IReadOnlyDictionary<string, AnnotationItem> items, string rater, string name, string word,
        string? note, string place)
    {
        if (!items.TryGetValue(name, out var item)) return null;
        var bFirst = TaskOrder.BFirstElsewhere(settings, item.Number);
        var choice = word.Trim().ToLowerInvariant() switch
        {
            "a" => Choice.First,
            "b" => Choice.Second,
            "c" or "tie" => Choice.Tie,
            _ => throw new DataException($"{place}: the answer to '{Question}' on {name} is '{word}'; it must be A, B, C or tie."),
        };
        return new(rater, item.Id, choice.Preferred(bFirst), null, note);
    }

    public static IReadOnlyDictionary<string, AnnotationItem> ByName(AnnotationStore store) =>
        store.Items().Where(i => !i.IsCheck).ToDictionary(NameOf, StringComparer.Ordinal);
}
