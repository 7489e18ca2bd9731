using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Prompts.Diversity;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The map of what is held out, on which the prompts of all arms and iterations are placed.</summary>
internal sealed class MapHeldOut : Stage<MapHeldOut.In, PromptPlane>
{
    /// <param name="HeldOut">With the encoder's embeddings.</param>
    public sealed record In(Artifact<HeldOutSet> HeldOut);

    public override StageId Id => new("prompt-map", 1);

    protected override async Task<PromptPlane> RunAsync(In input, StageContext stage, CancellationToken cancel) =>
        PromptAuditor.MapOf([.. (await stage.ReadAsync(input.HeldOut, cancel)).Questions.Select(q => q.Embedding!)], stage.Seed, cancel);
}
