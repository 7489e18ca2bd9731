using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>What the majority of the raters said of each item, as shares of the items that anybody rated (Equation 2 of the paper). They sum to 1.</summary>
/// <param name="Domain">Null of all items together.</param>
/// <param name="Items">Items that anybody rated.</param>
/// <param name="AWins">Share of which the majority preferred A; null without items, as all shares.</param>
/// <param name="BWins">Share of which the majority preferred B.</param>
/// <param name="Ties">Share that the majority found alike.</param>
/// <param name="NoMajority">Items on which no verdict has more than half of the votes.</param>
public sealed record MajorityVotes(string? Domain, int Items, Proportion? AWins, Proportion? BWins, Proportion? Ties, Proportion? NoMajority)
{
    /// <summary>Counts each item's majority.</summary>
    /// <param name="votes">For each item its raters' verdicts; an item without one does not count.</param>
    public static MajorityVotes Of(string? domain, IEnumerable<IReadOnlyCollection<Preference>> votes)
    {
        Preference?[] majorities = [.. votes.Where(v => v.Count > 0).Select(v => Majority.TryFind(v, out var label) ? label : (Preference?)null)];
        Proportion? Share(Preference? label) => Proportion.Of(majorities.Count(m => m == label), majorities.Length);
        return new(domain, majorities.Length, Share(Preference.A), Share(Preference.B), Share(Preference.Tie), Share(null));
    }
}
