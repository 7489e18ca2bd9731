using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>What a rater chose, in terms of what was shown: which policy wrote which answer is not known to the rater.</summary>
internal enum Choice
{
    First,
    Second,
    Tie,
    Skip,

    /// <summary>Takes the choice before it back.</summary>
    Undo,
}

/// <summary>Between what was shown and who wrote it.</summary>
internal static class Choices
{
    /// <returns><see cref="Preference.Failed"/> of a skipped item.</returns>
    public static Preference Preferred(this Choice choice, bool bFirst) => choice switch
    {
        Choice.First => bFirst ? Preference.B : Preference.A,
        Choice.Second => bFirst ? Preference.A : Preference.B,
        Choice.Tie => Preference.Tie,
        _ => Preference.Failed,
    };

    public static Choice Of(Preference preference, bool bFirst) => preference switch
    {
        Preference.A => bFirst ? Choice.Second : Choice.First,
        Preference.B => bFirst ? Choice.First : Choice.Second,
        Preference.Tie => Choice.Tie,
        _ => Choice.Skip,
    };
}
