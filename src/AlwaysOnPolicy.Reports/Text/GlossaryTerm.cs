namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A word that reports and documents use without more ado.</summary>
/// <param name="Word">As it is written there.</param>
/// <param name="Meaning">One or two sentences for a reader who trains models and does not know this project.</param>
public sealed record GlossaryTerm(string Word, string Meaning)
{
    /// <summary>Other forms of the word, besides those that an s or a hyphen makes.</summary>
    internal IReadOnlyList<string> Also { get; init; } = [];
}
