using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Gathers what nobody may train on, with embeddings where there is an encoder.</summary>
internal sealed class EmbedHeldOut(ComputeSettings compute) : Stage<EmbedHeldOut.In, HeldOutSet>
{
    /// <param name="Encoder">The sentence encoder; null where nothing is compared by meaning.</param>
    public sealed record In(Artifact<ExperimentData> Data, InputFiles? Encoder);

    public override StageId Id => new("held-out", 2);

    protected override StageReach ReachOf(In input) => input.Encoder is null ? StageReach.Here : StageReach.InShards;

    protected override async Task<HeldOutSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        HeldOutQuestion[] questions = [.. (await stage.ReadAsync(input.Data, cancel)).HeldOut()];
        if (input.Encoder is null) return new(questions);
        using var encoder = SentenceEncoders.Load(input.Encoder.CheckedPath());
        var embeddings = stage.Embed(encoder, "embeddings", [.. questions.Select(q => q.Text)], compute.BatchSize, cancel);
        return new([.. questions.Zip(embeddings, (q, e) => q with { Embedding = e })]);
    }
}

/// <summary>Held-out questions as an author compares with them, the encoder open.</summary>
internal sealed class OpenHeldOut : IDisposable
{
    private readonly ISentenceEncoder? _encoder;

    private OpenHeldOut(IReadOnlyList<HeldOutQuestion> questions, ContaminationSettings settings, ISentenceEncoder? encoder)
    {
        _encoder = encoder;
        Questions = new(questions, settings, encoder is null ? null : text => encoder.Encode([text])[0]);
    }

    public HeldOutQuestions Questions { get; }

    /// <param name="input">Null where the author's own world keeps it from them.</param>
    public static async Task<OpenHeldOut> ReadAsync(HeldOutInput? input, StageContext stage, CancellationToken cancel)
    {
        if (input is null) return new([], new(), null);
        var set = await stage.ReadAsync(input.Questions, cancel);
        return new(set.Questions, input.Settings, input.Encoder is null ? null : SentenceEncoders.Load(input.Encoder.CheckedPath()));
    }

    public void Dispose() => _encoder?.Dispose();
}
