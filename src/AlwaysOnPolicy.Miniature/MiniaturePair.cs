namespace AlwaysOnPolicy.Miniature;

/// <summary>Two answers to a question, of which a person preferred the first.</summary>
public sealed record MiniaturePair(string Question, string Chosen, bool ChosenEnded, string Rejected, bool RejectedEnded);
