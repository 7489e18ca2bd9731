namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Which answer is preferred.</summary>
public enum Preference
{
    /// <summary>Answer A.</summary>
    A,

    /// <summary>Answer B.</summary>
    B,

    /// <summary>The judge finds the two alike.</summary>
    Tie,

    /// <summary>There is no verdict: the call failed, the judge refused, or its words name no choice.</summary>
    Failed,

    /// <summary>Asked in both orders, the judge said one thing and another: not that the answers are alike, but that it cannot be relied on here.</summary>
    Inconsistent,
}
