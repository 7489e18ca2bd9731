namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Gold scores of one policy's answers; in the miniature world alone.</summary>
/// <param name="Scores">In the order of the answers.</param>
public sealed record GoldSet(IReadOnlyList<AnswerGold> Scores);
