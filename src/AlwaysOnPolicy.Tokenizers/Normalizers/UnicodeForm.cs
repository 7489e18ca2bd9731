using System.Text;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Unicode's normalization forms D (taken apart) and C (taken apart, then put together); KD and KC replace what only looks different, too.</summary>
internal sealed class UnicodeForm(bool compose, bool compatibility = false) : NormalizerStep
{
    protected override string Change(string text, Alignment? alignment)
    {
        if (alignment is null && Ascii.IsValid(text)) return text;
        var table = CanonicalForms.Table;
        var points = new List<int>(text.Length + 8);
        // how many code points of the text each point stands for; 0 of one that comes in
        var reads = alignment is null ? null : new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (compatibility) CompatibilityForms.Decompose(rune.Value, points);
            else table.Decompose(rune.Value, points);
            if (reads is null) continue;
            reads.Add(1);
            while (reads.Count < points.Count) reads.Add(0);
        }
        Reorder(points, reads, table);
        if (compose) Compose(points, reads, table);

        var output = new StringBuilder(points.Count);
        foreach (var point in points) output.Append(new Rune(point));
        if (reads is not null) Align(points, reads, alignment!);
        return output.ToString();
    }

    private static void Align(List<int> points, List<int> reads, Alignment alignment)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var length = new Rune(points[i]).Utf16SequenceLength;
            if (reads[i] == 0) alignment.Insert(length);
            else alignment.Replace(length);
            alignment.Skip(reads[i] - 1);
        }
    }

    /// <summary>Sorts each run of combining marks by class, marks of one class as they stood.</summary>
    private static void Reorder(List<int> points, List<int>? reads, CanonicalForms table)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (table.ClassOf(points[i]) == 0) continue;
            var end = i;
            while (end < points.Count && table.ClassOf(points[end]) != 0) end++;
            if (end - i > 1)
            {
                int[] order = [.. Enumerable.Range(i, end - i).OrderBy(k => table.ClassOf(points[k]))];
                Put(points, i, order);
                if (reads is not null) Put(reads, i, order);
            }
            i = end;
        }
    }

    private static void Put(List<int> values, int from, int[] order)
    {
        int[] moved = [.. order.Select(k => values[k])];
        for (var k = 0; k < moved.Length; k++) values[from + k] = moved[k];
    }

    /// <summary>Joins a starter with each later mark that nothing of the same or a higher class keeps from it.</summary>
    private static void Compose(List<int> points, List<int>? reads, CanonicalForms table)
    {
        var (starter, written, lastClass) = (-1, 0, 0);
        for (var at = 0; at < points.Count; at++)
        {
            var point = points[at];
            var pointClass = table.ClassOf(point);
            var adjacent = starter == written - 1;
            if (starter >= 0 && (adjacent || lastClass < pointClass) && table.Compose(points[starter], point) is { } joined)
            {
                points[starter] = joined;
                if (reads is not null) reads[starter] += reads[at];
                continue;
            }
            if (pointClass == 0) starter = written;
            lastClass = pointClass;
            points[written] = point;
            if (reads is not null) reads[written] = reads[at];
            written++;
        }
        points.RemoveRange(written, points.Count - written);
    }
}
