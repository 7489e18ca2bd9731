using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy;

/// <summary>How far an iteration is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Answers while probing, prompts while authoring, steps while training.</param>
/// <param name="Total">Of them.</param>
/// <param name="Step">What the step that is done measured; null but while training.</param>
public sealed record IterationProgress(IterationPhase Phase, int Done, int Total, PpoStepRecord? Step = null);
