using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Makes the miniature's untrained model, or names the user's own.</summary>
public sealed class PrepareBaseModel(IWorld world) : Stage<PrepareBaseModel.In, PolicyOutput>
{
    public sealed record In(object Source);

    public override StageId Id => new("base-model", 1);

    protected override Task<PolicyOutput> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var inside = Path.Combine(run.Folder, "model");
        var folder = world.PrepareBaseModel(inside, run.Seed);
        return Task.FromResult(new PolicyOutput(folder == inside ? "model" : folder));
    }
}
