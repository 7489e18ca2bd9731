using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>What a reward says of the first policy's answers, in numbers. All but <see cref="NotFinite"/> leave out scores that are not finite.</summary>
public sealed record RewardFigures
{
    /// <summary>Share of the range that counts as its end: what a sigmoid only presses together can be told apart, and a factor undoes it.</summary>
    private const double End = 1e-4;

    /// <summary>Prompts that were answered.</summary>
    public required int Prompts { get; init; }

    /// <summary>Answers to all of them.</summary>
    public required int Answers { get; init; }

    /// <summary>Answers that differ from the others to their prompt.</summary>
    public required int DifferentAnswers { get; init; }

    /// <summary>Scores that are no finite number.</summary>
    public required int NotFinite { get; init; }

    /// <summary>The mean score.</summary>
    public required double Mean { get; init; }

    /// <summary>The scores' standard deviation (n − 1), over all answers.</summary>
    public required double Deviation { get; init; }

    /// <summary>The same within a prompt: of the answers to one prompt round their mean, pooled over the prompts. PPO learns from it.</summary>
    public required double WithinDeviation { get; init; }

    /// <summary>The lowest score.</summary>
    public required double Least { get; init; }

    /// <summary>The highest score.</summary>
    public required double Largest { get; init; }

    /// <summary>How many different scores there are.</summary>
    public required int DistinctScores { get; init; }

    /// <summary>Pairs of different answers to one prompt that score the same; null where no prompt has two different answers.</summary>
    public required Proportion? EqualPairs { get; init; }

    /// <summary>Share of the different answers that lie within a ten-thousandth of the range of the lowest score.</summary>
    public required double AtLeast { get; init; }

    /// <summary>The same of the highest score.</summary>
    public required double AtLargest { get; init; }

    /// <summary>Of score and length in tokens, each less its prompt's mean; null where it is not defined.</summary>
    public required RankCorrelation? LengthCorrelation { get; init; }

    /// <summary>Share of the variance within a prompt that a straight line in the length explains, 0 to 1.</summary>
    public required double LengthExplains { get; init; }

    /// <summary>The line's slope: reward per token.</summary>
    public required double LengthSlope { get; init; }

    /// <summary>Share of the answers that did not end themselves.</summary>
    public required double CutShare { get; init; }

    /// <summary>How often an answer's first half scores higher than the whole, a draw counted half; null where no answer has two words.</summary>
    public required MeanEstimate? HalfWins { get; init; }

    /// <summary>Share of the scores' variance that lies between prompts, 0 to 1: no policy can change it.</summary>
    public double BetweenShare => Deviation > 0 ? Math.Max(0, 1 - (WithinDeviation * WithinDeviation / (Deviation * Deviation))) : 0;

    /// <summary>Sums up scored answers.</summary>
    /// <exception cref="ArgumentException">There is no answer.</exception>
    public static RewardFigures Of(IReadOnlyList<CheckedAnswer> answers)
    {
        if (answers.Count == 0) throw new ArgumentException("There is no answer.", nameof(answers));
        CheckedAnswer[] finite = [.. answers.Where(a => double.IsFinite(a.Score))];
        CheckedAnswer[] different = [.. finite.DistinctBy(a => (a.Prompt, a.Answer))];
        double[] scores = [.. finite.Select(a => a.Score).DefaultIfEmpty(0)];
        var (mean, least, largest) = (scores.Average(), scores.Min(), scores.Max());
        var edge = End * (largest - least);
        CheckedAnswer[][] several = [.. finite.GroupBy(a => a.Prompt, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.ToArray())];
        double[] residuals = [.. several.SelectMany(g => Centred([.. g.Select(a => a.Score)]))];
        double[] lengths = [.. several.SelectMany(g => Centred([.. g.Select(a => (double)a.Tokens)]))];
        var (squares, ofLengths, together) = (Dot(residuals, residuals), Dot(lengths, lengths), Dot(residuals, lengths));
        CheckedAnswer[] halved = [.. finite.Where(a => a.HalfScore is { } half && double.IsFinite(half))];
        return new()
        {
            Prompts = answers.Select(a => a.Prompt).Distinct(StringComparer.Ordinal).Count(),
            Answers = answers.Count,
            DifferentAnswers = answers.DistinctBy(a => (a.Prompt, a.Answer)).Count(),
            NotFinite = answers.Count - finite.Length,
            Mean = mean,
            Deviation = Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / Math.Max(1, scores.Length - 1)),
            WithinDeviation = Math.Sqrt(squares / Math.Max(1, residuals.Length - several.Length)),
            Least = least,
            Largest = largest,
            DistinctScores = scores.Distinct().Count(),
            EqualPairs = Pairs(different),
            AtLeast = Share(different, a => a.Score <= least + edge),
            AtLargest = Share(different, a => a.Score >= largest - edge),
            LengthCorrelation = RankCorrelation.Of(lengths, residuals),
            LengthExplains = squares > 0 && ofLengths > 0 ? Math.Min(1, together * together / (squares * ofLengths)) : 0,
            LengthSlope = ofLengths > 0 ? together / ofLengths : 0,
            CutShare = Share(answers, a => !a.Ended),
            HalfWins = halved.Length == 0 ? null : MeanEstimate.Clustered(
                [.. halved.Select(a => a.HalfScore > a.Score ? 1 : a.HalfScore == a.Score ? 0.5 : 0)], [.. halved.Select(a => a.Prompt)]),
        };
    }

    private static Proportion? Pairs(CheckedAnswer[] different)
    {
        var (equal, all) = (0, 0);
        foreach (var own in different.GroupBy(a => a.Prompt, StringComparer.Ordinal))
        {
            var count = own.Count();
            all += count * (count - 1) / 2;
            equal += own.CountBy(a => a.Score).Sum(s => s.Value * (s.Value - 1) / 2);
        }
        return Proportion.Of(equal, all);
    }

    private static IEnumerable<double> Centred(double[] values)
    {
        var mean = values.Average();
        return values.Select(v => v - mean);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Share(IReadOnlyList<CheckedAnswer> answers, Func<CheckedAnswer, bool> of) =>
        answers.Count == 0 ? 0 : (double)answers.Count(of) / answers.Count;
}
