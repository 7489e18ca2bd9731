namespace AlwaysOnPolicy.Reports.Records;

/// <summary>How diverse a set of prompts is, and how near to what is held out.</summary>
public sealed record PromptFigures
{
    /// <summary>Prompts in the set.</summary>
    public required int Prompts { get; init; }

    /// <summary>Prompts whose text, letter by letter, was there before.</summary>
    public required int Repeated { get; init; }

    /// <summary>Further ones that differ from an earlier one only in case, punctuation and the like.</summary>
    public required int Reworded { get; init; }

    /// <summary>Prompts whose nearest neighbour in the set has at least the cosine from which two count as near; the two kinds above included.</summary>
    public required int Near { get; init; }

    /// <summary>Mean cosine of each prompt with the nearest other one; null of a single prompt.</summary>
    public double? NearestCosine { get; init; }

    /// <summary>Mean cosine of each prompt with the nearest held-out question; null where none is known.</summary>
    public double? HeldOutCosine { get; init; }

    /// <summary>Prompts that are near to a held-out question.</summary>
    public int HeldOutNear { get; init; }

    /// <summary>Different words over all words (0-1); null where there are none.</summary>
    public double? Distinct1 { get; init; }

    /// <summary>The same of pairs of words that follow each other.</summary>
    public double? Distinct2 { get; init; }

    /// <summary>The same of triples.</summary>
    public double? Distinct3 { get; init; }

    /// <summary>Entropy over the clusters, over that of equal shares (0-1); null where there is one cluster.</summary>
    public double? ClusterEntropy { get; init; }

    /// <summary>How many wholly different prompts would be as diverse.</summary>
    public required double VendiScore { get; init; }

    /// <summary>Words of the shortest prompt.</summary>
    public required int FewestWords { get; init; }

    /// <summary>Median of the prompts' words.</summary>
    public required double MedianWords { get; init; }

    /// <summary>Their mean.</summary>
    public required double MeanWords { get; init; }

    /// <summary>Words of the longest prompt.</summary>
    public required int MostWords { get; init; }

    /// <summary>The first prompts, as many as a drawing can show.</summary>
    public IReadOnlyList<MapPoint> Map { get; init; } = [];
}
