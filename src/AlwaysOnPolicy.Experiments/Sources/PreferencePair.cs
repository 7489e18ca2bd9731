namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Two answers to one question, of which people prefer the first.</summary>
/// <param name="Question">The question.</param>
/// <param name="Chosen">The preferred answer.</param>
/// <param name="ChosenEnded">False when the answer was cut and so has no end; likewise for the rejected one.</param>
/// <param name="Rejected">The other answer.</param>
/// <param name="RejectedEnded">The same of the other answer.</param>
/// <param name="Margin">By how much the first one's reward should be ahead.</param>
public sealed record PreferencePair(string Question, string Chosen, string Rejected, bool ChosenEnded = true, bool RejectedEnded = true, double Margin = 0);
