namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>A judge's word on one comparison.</summary>
/// <param name="QuestionId">The question's id.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Sample">Number of the answers among several to the question, from 0.</param>
/// <param name="Preference">Which answer is preferred, or why there is no verdict.</param>
/// <param name="Judge">The judge's name.</param>
/// <param name="Failure">Why there is no verdict; null unless <see cref="Preference.Failed"/>.</param>
public sealed record Verdict(string QuestionId, string? Domain, int Sample, Preference Preference, string Judge, string? Failure = null)
{
    /// <summary>What the judge said when it read answer A first; null where it was not asked so, or where no order is shown.</summary>
    public Preference? AFirst { get; init; }

    /// <summary>What it said when it read answer B first; null likewise.</summary>
    public Preference? BFirst { get; init; }

    /// <summary>Of a failed verdict: the judge would not judge, by a word of the service or in its own; false where something else went wrong.</summary>
    public bool Refused { get; init; }

    /// <summary>What two readings, each in its order, come to. One without a verdict leaves none; two that differ are inconsistent.</summary>
    public static Preference Together(Preference aFirst, Preference bFirst) =>
        aFirst == Preference.Failed || bFirst == Preference.Failed ? Preference.Failed : aFirst == bFirst ? aFirst : Preference.Inconsistent;
}
