namespace AlwaysOnPolicy.Prompts;

/// <summary>An answer that an author was shown, with its question and reward.</summary>
/// <param name="QuestionId">Of the probe question.</param>
/// <param name="Sample">Number of the answer among several to the same question, from 0; null where nobody wrote it down.</param>
public sealed record ShownAnswer(string QuestionId, int? Sample = 0)
{
    /// <summary>What of some samples is stored: enough to find each again.</summary>
    public static IReadOnlyList<ShownAnswer> Of(IEnumerable<ScoredSample> samples) => [.. samples.Select(s => new ShownAnswer(s.QuestionId, s.Sample))];

    /// <summary>Whether it is this sample that was shown.</summary>
    public bool Is(ScoredSample sample) => sample.QuestionId == QuestionId && (Sample is null || Sample == sample.Sample);
}
