namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What a rule knows of a question: its domain and the further groups that it belongs to.</summary>
/// <param name="Domain">A label, or the name of a cluster found by <see cref="EmbeddedGroups"/>.</param>
/// <param name="Groups">One group at each level (a topic, then a problem), null where there is none. The levels stand in the same order for every question;
/// groups of one level and one name are one group, also across domains.</param>
public sealed record QuestionFeatures(string Domain, IReadOnlyList<string?> Groups)
{
    /// <summary>The group at a level; null where the question has none.</summary>
    public string? GroupAt(int level) => level < Groups.Count ? Groups[level] : null;
}
