namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Which answer is preferred.</summary>
public enum Preference
{
    A,
    B,
    Tie,
    Failed,
}
