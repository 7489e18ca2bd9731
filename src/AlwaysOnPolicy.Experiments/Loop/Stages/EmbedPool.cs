using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Embeds the pool's and the probe's questions, and gives each pool question the domain of its nearest probe question.</summary>
internal sealed class EmbedPool(ComputeSettings compute) : Stage<EmbedPool.In, EmbeddedPool>
{
    /// <param name="Encoder">The sentence encoder.</param>
    public sealed record In(Artifact<ExperimentData> Data, InputFiles Encoder);

    public override StageId Id => new("pool", 3);

    protected override StageReach ReachOf(In input) => StageReach.InShards;

    protected override async Task<EmbeddedPool> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        using var encoder = SentenceEncoders.Load(input.Encoder.CheckedPath());
        var pool = stage.Embed(encoder, "pool embeddings", [.. data.Pool.Select(q => q.Text)], compute.BatchSize, cancel);
        var probe = stage.Embed(encoder, "probe embeddings", [.. data.Probe.Select(q => q.Text)], compute.BatchSize, cancel);

        string NearestDomain(float[] embedding)
        {
            cancel.ThrowIfCancellationRequested();
            var nearest = Enumerable.Range(0, probe.Count).MaxBy(i => embedding.Zip(probe[i], (a, b) => a * b).Sum());
            return data.Probe[nearest].Domain ?? "";
        }

        return new EmbeddedPool(
            [.. data.Pool.Zip(pool, (q, e) => new EmbeddedQuestion(q with { Domain = NearestDomain(e) }, e))],
            [.. data.Probe.Zip(probe, (q, e) => new EmbeddedQuestion(q, e))]);
    }
}
