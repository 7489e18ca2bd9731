namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record GoldSet(IReadOnlyList<AnswerGold> Scores);
