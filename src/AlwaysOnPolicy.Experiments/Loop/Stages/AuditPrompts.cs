using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Diversity;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>How diverse an iteration's prompts are, and how near to what is held out.</summary>
internal sealed class AuditPrompts(ComputeSettings compute) : Stage<AuditPrompts.In, PromptFigures>
{
    /// <param name="HeldOut">With the encoder's embeddings.</param>
    public sealed record In(Artifact<HeldOutSet> HeldOut, Artifact<PromptPlane> Map, InputFiles Encoder, Artifact<PromptSet> Set, int Skip, int Take);

    public override StageId Id => new("audit", 3);

    protected override StageReach ReachOf(In input) => StageReach.Anywhere;

    protected override async Task<PromptFigures> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        float[][] heldOut = [.. (await stage.ReadAsync(input.HeldOut, cancel)).Questions.Select(q => q.Embedding!)];
        string[] texts = [.. (await stage.ReadAsync(input.Set, cancel)).Prompts.Skip(input.Skip).Take(input.Take).Select(p => p.Text)];
        using var encoder = SentenceEncoders.Load(input.Encoder.CheckedPath());
        var auditor = new PromptAuditor(await stage.ReadAsync(input.Map, cancel), heldOut);
        return auditor.Measure(texts, stage.Embed(encoder, "embeddings", texts, compute.BatchSize, cancel), cancel);
    }
}
