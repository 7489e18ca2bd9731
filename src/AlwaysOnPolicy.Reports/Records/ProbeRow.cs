namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A probe question with its answers round an iteration.</summary>
/// <param name="Domain">&quot;&quot; for none.</param>
/// <param name="Question">Its words.</param>
/// <param name="Seen">The answer that the author was shown, with the reward that it was shown; null where it was shown none.</param>
/// <param name="Before">The answer of the policy that the iteration began with; null where it is <paramref name="Seen"/>, or not there.</param>
/// <param name="After">The answer of the policy that the iteration made; null where it is not there.</param>
/// <param name="Calls">Those that saw it, from 1.</param>
public sealed record ProbeRow(string Domain, string Question, ScoredText? Seen, ScoredText? Before, ScoredText? After, IReadOnlyList<int> Calls);
