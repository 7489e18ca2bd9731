namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Which centre each row is nearest to, while the centres move.</summary>
/// <remarks>A row is compared with all of them only where another may have come nearer than its own, by how far centres have moved (Hamerly 2010).</remarks>
internal sealed class Assignment
{
    // The sums of so many rows are added in order: they do not depend on how many threads there are.
    private const int PartRows = 512;

    // Far above what rounding does to distances.
    private const double Slack = 1e-9;

    private readonly double[][] _rows;
    private readonly (double[] Sums, int[] Counts)[] _parts;
    private readonly double[] _own, _next;   // at most so far from its own centre, at least so far from all others
    private readonly int[] _labels;
    private double[][]? _centres;

    public Assignment(double[][] rows, int clusters)
    {
        _rows = rows;
        _parts = new (double[], int[])[(rows.Length + PartRows - 1) / PartRows];
        for (var i = 0; i < _parts.Length; i++) _parts[i] = (new double[clusters * rows[0].Length], new int[clusters]);
        (_own, _next, _labels) = (new double[rows.Length], new double[rows.Length], new int[rows.Length]);
        Array.Fill(_labels, -1);
    }

    /// <summary>Cluster of each row.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <returns>Whether any row has another label than before.</returns>
    public bool Update(double[][] centres)
    {
        var moved = _centres is null ? [] : centres.Zip(_centres, (to, from) => Math.Sqrt(Vectors.SquaredDistance(to, from))).ToArray();
        var (panel, furthest, changed) = (new CentrePanel(centres), moved.Length == 0 ? 0 : moved.Max(), 0);
        Parallel.For(0, _parts.Length, part =>
        {
            if (UpdatePart(part, panel, moved, furthest)) Interlocked.Exchange(ref changed, 1);
        });
        _centres = centres;
        return changed == 1;
    }

    /// <summary>The means of the clusters' rows; one that has lost all its rows keeps its centre.</summary>
    public double[][] Means()
    {
        var means = new double[_centres!.Length][];
        for (var k = 0; k < means.Length; k++)
        {
            var (sums, count, width) = (new double[_centres[k].Length], 0, _centres[k].Length);
            foreach (var part in _parts)
            {
                Vectors.Add(sums, part.Sums.AsSpan(k * width, width));
                count += part.Counts[k];
            }
            means[k] = count == 0 ? _centres[k] : Array.ConvertAll(sums, x => x / count);
        }
        return means;
    }

    private bool UpdatePart(int part, CentrePanel panel, double[] moved, double furthest)
    {
        var (sums, counts) = _parts[part];
        Array.Clear(sums);
        Array.Clear(counts);
        var changed = false;
        for (var i = part * PartRows; i < Math.Min(_rows.Length, (part + 1) * PartRows); i++)
        {
            var (row, label) = (_rows[i], _labels[i]);
            if (moved.Length > 0)
            {
                _own[i] += moved[label];
                _next[i] -= furthest;
            }
            if (moved.Length == 0 || !(_own[i] * (1 + Slack) < _next[i]))
            {
                (label, var distance, var next) = panel.NearestTwo(row);
                (_own[i], _next[i]) = (Math.Sqrt(distance), Math.Sqrt(next));
                changed |= label != _labels[i];
                _labels[i] = label;
            }
            counts[label]++;
            Vectors.Add(sums.AsSpan(label * row.Length, row.Length), row);
        }
        return changed;
    }
}
