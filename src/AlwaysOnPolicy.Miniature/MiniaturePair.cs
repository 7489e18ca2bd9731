namespace AlwaysOnPolicy.Miniature;

/// <summary>Two answers to a question, of which a person preferred the first.</summary>
/// <param name="Question">The question.</param>
/// <param name="Chosen">The preferred answer.</param>
/// <param name="ChosenEnded">Whether it ended itself.</param>
/// <param name="Rejected">The other answer.</param>
/// <param name="RejectedEnded">Whether it ended itself.</param>
public sealed record MiniaturePair(string Question, string Chosen, bool ChosenEnded, string Rejected, bool RejectedEnded);
