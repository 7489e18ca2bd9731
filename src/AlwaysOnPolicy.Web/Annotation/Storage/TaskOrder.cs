using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Web.Annotation.Records;

namespace AlwaysOnPolicy.Web.Annotation.Storage;

/// <summary>The order of a rater's own, and which answer is shown first: both depend on seed, rater and item alone.</summary>
internal static class TaskOrder
{
    public static IReadOnlyList<RaterTask> Of(AnnotationSettings settings, int rater)
    {
        int[] items = SeededRandom.For(settings.Seed, "rater's order", $"{rater}").Permutation(settings.Items);
        var order = items.Select(i => (Item: i, Kind: TaskKind.Item)).ToList();
        var random = SeededRandom.For(settings.Seed, "rater's checks", $"{rater}");

        // What is repeated is among the first half, and comes again in the second: nobody should know it by heart.
        int[] repeated = [.. items.Take(Math.Max(settings.Repeats, settings.Items / 2))];
        random.Shuffle(repeated);
        foreach (var item in repeated.Take(settings.Repeats))
        {
            var earliest = Math.Max(order.Count / 2, order.FindIndex(t => t.Item == item) + 1);
            order.Insert(earliest + random.Next(order.Count + 1 - earliest), (item, TaskKind.Repeat));
        }
        for (var check = 0; check < settings.AttentionChecks; check++)
            order.Insert(1 + random.Next(order.Count), (settings.Items + check, TaskKind.Check));
        return [.. order.Select((t, position) => new RaterTask(position, t.Item, t.Kind, BFirst(settings, rater, t.Item) != (t.Kind == TaskKind.Repeat)))];
    }

    /// <summary>Where another tool shows the items to all raters in one order.</summary>
    public static bool BFirstElsewhere(AnnotationSettings settings, int item) => BFirst(settings, 0, item);

    private static bool BFirst(AnnotationSettings settings, int rater, int item) =>
        SeededRandom.For(settings.Seed, "which answer is shown first", $"{rater}:{item}").Next(2) == 1;
}
