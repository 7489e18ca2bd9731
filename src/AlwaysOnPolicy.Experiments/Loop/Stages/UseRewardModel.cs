using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Takes a reward model that is there already: measures it on the held-out pairs, then sets the zero and the unit of its scores.</summary>
internal sealed class UseRewardModel(ComputeSettings compute) : Stage<UseRewardModel.In, RewardOutput>
{
    /// <param name="ProbeAnswers">The SFT policy's answers, on which scores get mean 0 and deviation 1.</param>
    /// <param name="Format">Of a model trained by this tool that keeps no form of its own; the others bring theirs.</param>
    public sealed record In(
        IGivenReward Given, Artifact<PreferenceSets> Pairs, Artifact<AnswerSet> ProbeAnswers, bool Standardise, PromptFormatOptions Format);

    public override StageId Id => new("given-reward-model", 5);

    protected override StageReach ReachOf(In input) => StageReach.InShards;

    protected override async Task<RewardOutput> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var held = (await stage.ReadAsync(input.Pairs, cancel)).HeldOut;
        var answers = (await stage.ReadAsync(input.ProbeAnswers, cancel)).Answers;
        using var model = input.Given.Load(input.Format);
        var scores = await ScoreAsync(model, input, stage,
        [
            .. held.Select(p => new Exchange(p.Question, p.Chosen, p.ChosenEnded)),
            .. held.Select(p => new Exchange(p.Question, p.Rejected, p.RejectedEnded)),
            .. answers.Select(a => a.ToExchange()),
        ], cancel);
        var right = Enumerable.Range(0, held.Count).Count(i => scores[i] > scores[held.Count + i]);

        var scale = input.Standardise ? RewardOutput.ScaleOf(scores[(2 * held.Count)..], stage) : ScoreScale.None;
        stage.Note($"The reward model was not trained in this run: {input.Given.Whence}");
        return new RewardOutput(right, held.Count, scale);
    }

    private async Task<double[]> ScoreAsync(IRewardModel model, In input, StageContext stage, IReadOnlyList<Exchange> exchanges,
        CancellationToken cancel)
    {
        double[] scores = [.. await stage.ScoreAsync(model, exchanges, compute, cancel)];
        return Array.TrueForAll(scores, double.IsFinite)
            ? scores
            : throw input.Given.NotFinite();
    }
}
