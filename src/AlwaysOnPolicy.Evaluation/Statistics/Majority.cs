namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>What more than half of the raters say. Most votes alone make no majority: of A, A, B, B, C nobody has won.</summary>
public static class Majority
{
    /// <summary>The label that more than half of the votes have.</summary>
    /// <param name="votes">One a rater.</param>
    /// <param name="label">The majority's; the type's default where there is none.</param>
    /// <returns>False where there is no majority, as with no vote.</returns>
    public static bool TryFind<T>(IReadOnlyCollection<T> votes, out T? label) where T : notnull
    {
        label = default;
        if (votes.Count == 0) return false;
        var most = votes.CountBy(vote => vote).MaxBy(pair => pair.Value);
        if (2 * most.Value <= votes.Count) return false;
        label = most.Key;
        return true;
    }
}
