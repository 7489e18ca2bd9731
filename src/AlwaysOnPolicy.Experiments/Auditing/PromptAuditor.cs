using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Diversity;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Auditing;

/// <summary>Measures a set of prompts.</summary>
/// <param name="plane">The same for all sets that are compared.</param>
/// <param name="heldOut">Embeddings of what is held out; may be empty.</param>
internal sealed class PromptAuditor(PromptPlane plane, IReadOnlyList<float[]> heldOut)
{
    /// <summary>Cosine from which two questions count as near.</summary>
    public const double NearFrom = 0.9;

    private const int MostOnMap = 250;

    /// <summary>The map of a run's prompts: where its held-out questions lie.</summary>
    /// <param name="heldOut">Their embeddings.</param>
    /// <param name="seed">The run's.</param>
    public static PromptPlane MapOf(IReadOnlyList<float[]> heldOut, ulong seed, CancellationToken cancel) =>
        PromptPlane.Fit(heldOut, Seeds.Derive(seed, "prompt map"), cancel);

    /// <param name="texts">At least one.</param>
    /// <param name="embeddings">Theirs, of the encoder that embedded what is held out.</param>
    public PromptFigures Measure(IReadOnlyList<string> texts, IReadOnlyList<float[]> embeddings, CancellationToken cancel)
    {
        var (exact, wordings) = (texts.Distinct(StringComparer.Ordinal).Count(), texts.Select(QuestionText.Key).Distinct(StringComparer.Ordinal).Count());
        var nearest = texts.Count > 1 ? NearestNeighbours.Of(embeddings, cancel) : [];
        var toHeldOut = heldOut.Count > 0 ? NearestNeighbours.Of(embeddings, heldOut, cancel) : [];
        var places = embeddings.Select(plane.Place).ToArray();
        int[] words = [.. texts.Select(t => QuestionText.Words(t).Count).Order()];
        return new()
        {
            Prompts = texts.Count,
            Repeated = texts.Count - exact,
            Reworded = exact - wordings,
            Near = nearest.Count(n => n.Cosine >= NearFrom),
            NearestCosine = nearest.Length > 0 ? nearest.Average(n => n.Cosine) : null,
            HeldOutCosine = toHeldOut.Length > 0 ? toHeldOut.Average(n => n.Cosine) : null,
            HeldOutNear = toHeldOut.Count(n => n.Cosine >= NearFrom),
            Distinct1 = Distinct(1),
            Distinct2 = Distinct(2),
            Distinct3 = Distinct(3),
            ClusterEntropy = plane.Centres.Length > 1 ? ClusterEntropy.Nats([.. places.Select(p => p.Cluster)]) / Math.Log(plane.Centres.Length) : null,
            VendiScore = VendiScore.Of(embeddings),
            FewestWords = words[0],
            MedianWords = (words[(words.Length - 1) / 2] + words[words.Length / 2]) / 2.0,
            MeanWords = words.Average(),
            MostWords = words[^1],
            Map = Map(embeddings),
        };

        double? Distinct(int n) => DistinctWords.Share(texts, n) is var share && double.IsFinite(share) ? share : null;
    }

    /// <summary>As many of the rows as a drawing can show, evenly taken.</summary>
    public IReadOnlyList<MapPoint> Map(IReadOnlyList<float[]> rows)
    {
        var shown = Math.Min(rows.Count, MostOnMap);
        return [.. Enumerable.Range(0, shown).Select(i => plane.Place(rows[(int)((long)i * rows.Count / shown)]))
            .Select(p => new MapPoint(Math.Round(p.X, 4), Math.Round(p.Y, 4)))];
    }
}
