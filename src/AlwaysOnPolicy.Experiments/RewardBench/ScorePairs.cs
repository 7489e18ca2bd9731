using System.Diagnostics;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Lets one reward model score the bench's pairs.</summary>
internal sealed class ScorePairs : Stage<ScorePairs.In, PairRewards>
{
    private const int Chunk = 64;

    /// <param name="Format">Of a model trained by this tool that keeps no form of its own; the others bring theirs.</param>
    /// <param name="SaidTrained">The user says that the model was trained on these pairs.</param>
    public sealed record In(
        InputFiles Model, IReadOnlyList<BenchFile> Pairs, int? PairsPerDomain, PromptFormatOptions Format, bool Bfloat16, bool SaidTrained);

    public override StageId Id => new("score-pairs", 3);

    protected override async Task<PairRewards> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var set = BenchPairs.Read(input.Pairs, input.PairsPerDomain, stage.Seed);
        using var model = RewardModels.Load(input.Model.CheckedPath(), input.Bfloat16, input.Format);
        double[][] scored = [.. await stage.InBlocksAsync("pairs", set.Rows, Chunk, async (chunk, _) =>
        {
            var watch = Stopwatch.StartNew();
            double[] some = [.. await MarginsAsync(model, [.. chunk.Select(p => (new Exchange(p.Question, p.Chosen), new Exchange(p.Question, p.Rejected)))],
                cancel)];
            return (IReadOnlyList<double[]>)[.. some.Select(m => (double[])[m, watch.Elapsed.TotalSeconds / chunk.Length])];
        }, cancel)];
        var margins = Array.ConvertAll(scored, s => s[0]);
        var seconds = scored.Average(s => s[1]);
        if (Array.FindIndex(margins, m => !double.IsFinite(m)) is var bad and >= 0)
            throw new CheckpointException($"'{input.Model.Path}': the scores of the pair '{set.Rows[bad].Id}' are no numbers. " +
                "The weights are damaged or too large for their type: fetch them again, or leave bfloat16 out.");
        return new PairRewards(
            [.. set.Rows.Zip(margins, (r, m) => new PairOutcome(r.Id, r.Domain!, m, r.Chosen.Length - r.Rejected.Length))],
            seconds, TrainingData.Seen(model, input.Model.Path, input.SaidTrained, [.. input.Pairs.Select(p => p.Data.Source)],
                [.. set.Rows.Select(r => r.Question)]), set.Notes);
    }

    /// <summary>Differences of scores; of a model that compares, the log-odds of its probability, which float32 keeps from 0 and 1 by some 1e-7.</summary>
    private static async Task<IEnumerable<double>> MarginsAsync(IRewardModel model, (Exchange Chosen, Exchange Rejected)[] pairs, CancellationToken cancel)
    {
        if (model is IComparingRewardModel comparing)
            return (await comparing.CompareAsync(pairs, cancel)).Select(p => Math.Clamp(p, 1e-7, 1 - 1e-7)).Select(p => Math.Log(p / (1 - p)));
        var scores = await model.ScoreAsync([.. pairs.Select(p => p.Chosen), .. pairs.Select(p => p.Rejected)], cancel);
        return pairs.Select((_, i) => scores[i] - scores[pairs.Length + i]);
    }
}
