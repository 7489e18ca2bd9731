using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Makes the untrained model of a world that brings none of the user's own.</summary>
internal sealed class PrepareBaseModel(IExperimentSource source) : Stage<PrepareBaseModel.In, PolicyOutput>
{
    public const string ModelName = "model";

    public sealed record In(object Source);

    public override StageId Id => new("base-model", 1);

    protected override Task<PolicyOutput> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        source.WriteBaseModel(Path.Combine(stage.Folder, ModelName), stage.Seed);
        return Task.FromResult(new PolicyOutput(ModelName));
    }
}
