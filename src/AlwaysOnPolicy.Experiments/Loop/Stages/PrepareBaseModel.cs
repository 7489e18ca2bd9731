using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Makes the untrained model of a world that brings none of the user's own.</summary>
public sealed class PrepareBaseModel(IWorld world) : Stage<PrepareBaseModel.In, PolicyOutput>
{
    public const string ModelName = "model";

    public sealed record In(object Source);

    public override StageId Id => new("base-model", 1);

    protected override Task<PolicyOutput> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        world.WriteBaseModel(Path.Combine(run.Folder, ModelName), run.Seed);
        return Task.FromResult(new PolicyOutput(ModelName));
    }
}
