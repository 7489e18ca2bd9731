using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Answers, scores and embeddings of a stage, kept block by block: a stage that was killed goes on with the next block.</summary>
/// <remarks>A block's size is not that of a batch but some of them: inside it rows of like length stand together, and an answer that ends makes room for the
/// next.</remarks>
internal static class KeptWork
{
    private const int Answers = 128, Scores = 64, Embeddings = 256;

    /// <inheritdoc cref="IRolloutEngine.AnswerAsync"/>
    /// <remarks>The same is kept whoever draws.</remarks>
    public static Task<IReadOnlyList<Answer>> AnswerAsync(
        this StageContext stage, AnsweringPolicy policy, IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, ComputeSettings compute,
        CancellationToken cancel) =>
        stage.InBlocksAsync<AnswerRequest, Answer>("answers", requests, AnsweredAtOnce(compute), async (block, before) =>
        {
            var drawn = await policy.Engine.AnswerAsync(block, sampling, progress: done => stage.Progress(before + done, requests.Count), cancel: cancel);
            return [.. drawn.Select(a => a with { Logprobs = null })];
        }, cancel);

    /// <inheritdoc cref="Policy.Answer"/>
    public static IReadOnlyList<Answer> Answer(
        this StageContext stage, Policy policy, IReadOnlyList<AnswerRequest> requests, SamplingOptions sampling, ComputeSettings compute,
        CancellationToken cancel) =>
        stage.InBlocks("answers", requests, AnsweredAtOnce(compute), (block, before) =>
            policy.Answer(block, sampling, compute.BatchSize, done => stage.Progress(before + done, requests.Count), cancel), cancel);

    /// <inheritdoc cref="IRewardModel.ScoreAsync"/>
    public static Task<IReadOnlyList<double>> ScoreAsync(
        this StageContext stage, IRewardModel reward, IReadOnlyList<Exchange> exchanges, ComputeSettings compute, CancellationToken cancel) =>
        stage.InBlocksAsync<Exchange, double>("scores", exchanges, ScoredAtOnce(compute), async (block, _) => await reward.ScoreAsync(block, cancel), cancel);

    /// <summary>Answers of a block: enough that servers are seldom without work at its end.</summary>
    private static int AnsweredAtOnce(ComputeSettings compute) =>
        Math.Max(Math.Max(Answers, compute.BatchSize), 4 * (compute.Rollouts?.InFlight ?? 0) * (compute.Rollouts?.Servers.Count ?? 0));

    /// <summary>Exchanges of a block, or pairs of them.</summary>
    public static int ScoredAtOnce(ComputeSettings compute) => Math.Max(Scores, compute.BatchSize);

    /// <inheritdoc cref="ISentenceEncoder.Encode"/>
    /// <param name="what">As messages call it: "embeddings".</param>
    public static IReadOnlyList<float[]> Embed(
        this StageContext stage, ISentenceEncoder encoder, string what, IReadOnlyList<string> texts, int batchSize, CancellationToken cancel) =>
        stage.InBlocks(what, texts, Math.Max(Embeddings, batchSize), (block, _) => encoder.Encode(block, batchSize, cancel), cancel);
}
