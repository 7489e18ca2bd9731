using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>One that a stage of the run left.</summary>
/// <param name="Stage">The stage's artifact.</param>
/// <param name="Model">Which of the stage's models: the folder's name inside the stage's.</param>
public sealed record RunPolicy(Artifact Stage, string Model) : PolicyInput
{
    internal override string FolderIn(StageContext stage) => Path.Combine(stage.FolderOf(Stage), Model);
}
