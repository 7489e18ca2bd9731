using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Unicode's normalization forms D (taken apart) and C (taken apart, then put together); KD and KC replace what only looks different, too.</summary>
internal sealed class UnicodeForm(bool compose, bool compatibility = false) : Normalizer
{
    public override string Apply(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var table = CanonicalForms.Table;
        var points = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            if (compatibility) CompatibilityForms.Decompose(rune.Value, points);
            else table.Decompose(rune.Value, points);
        Reorder(points, table);
        if (compose) Compose(points, table);

        var output = new StringBuilder(points.Count);
        foreach (var point in points) output.Append(new Rune(point));
        return output.ToString();
    }

    /// <summary>Sorts each run of combining marks by class, marks of one class as they stood.</summary>
    private static void Reorder(List<int> points, CanonicalForms table)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (table.ClassOf(points[i]) == 0) continue;
            var end = i;
            while (end < points.Count && table.ClassOf(points[end]) != 0) end++;
            if (end - i > 1)
            {
                int[] sorted = [.. points.GetRange(i, end - i).OrderBy(p => table.ClassOf(p))];
                for (var k = 0; k < sorted.Length; k++) points[i + k] = sorted[k];
            }
            i = end;
        }
    }

    /// <summary>Joins a starter with each later mark that nothing of the same or a higher class keeps from it.</summary>
    private static void Compose(List<int> points, CanonicalForms table)
    {
        var (starter, written, lastClass) = (-1, 0, 0);
        foreach (var point in points.ToArray())
        {
            var pointClass = table.ClassOf(point);
            var adjacent = starter == written - 1;
            if (starter >= 0 && (adjacent || lastClass < pointClass) && table.Compose(points[starter], point) is { } joined)
            {
                points[starter] = joined;
                continue;
            }
            if (pointClass == 0) starter = written;
            lastClass = pointClass;
            points[written++] = point;
        }
        points.RemoveRange(written, points.Count - written);
    }
}
