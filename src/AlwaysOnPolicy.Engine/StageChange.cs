namespace AlwaysOnPolicy.Engine;

/// <summary>A stage that a run's folder holds of other settings, and that runs again.</summary>
/// <param name="Node">As it is planned now.</param>
/// <param name="Causes">What of its own input changed, "ppo.learning_rate is 2e-05, was 1e-05", or of a stage that it reads and that does not run again;
/// empty where it only reads another one that runs again.</param>
public sealed record StageChange(PlanNode Node, IReadOnlyList<string> Causes);
