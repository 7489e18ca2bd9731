using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Compares two policies' answers to the test questions, one by one.</summary>
/// <param name="chat">How a chat judge is asked.</param>
/// <param name="setting">Who names the judge, for messages: "evaluation.judge".</param>
internal sealed class JudgeAnswers(ComputeSettings compute, ChatRunSettings chat, string setting) : Stage<JudgeAnswers.In, VerdictSet>
{
    /// <param name="Format">Where the reward model judges.</param>
    /// <param name="Local">Where a language model of this machine judges.</param>
    /// <param name="JudgedSamples">Answer j of one policy is judged against answer j of the other, for the first so many.</param>
    public sealed record In(
        Artifact<AnswerSet> A, Artifact<AnswerSet> B, int JudgedSamples, JudgeSettings Judge, IJudgingReward? Reward,
        PromptFormatOptions? Format, LocalChat? Local = null);

    public override StageId Id => new(ChatStages.Judge, 3);

    protected override StageReach ReachOf(In input) => input.Reward is null ? StageReach.Here : StageReach.InShards;

    protected override async Task<VerdictSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var a = await stage.ReadAsync(input.A, cancel);
        var b = await stage.ReadAsync(input.B, cancel);
        var comparisons = a.Answers.Zip(b.Answers)
            .Where(p => p.First.Sample < input.JudgedSamples)
            .Select(p => new Comparison(p.First.Question, p.First.Sample, p.First.Answer, p.First.Ended, p.Second.Answer, p.Second.Ended))
            .ToArray();

        using var reward = input.Reward is null ? null : await input.Reward.LoadAsync(stage, input.Format!, compute, cancel);
        using var kept = new KeptVerdicts(stage.Keep<KeptVerdicts.Line>("judged"), stage.LackingOutput);
        if (kept.Count > 0) stage.Tell($"It goes on after {kept.Count} of {comparisons.Length} verdicts, which were kept.");
        using var model = new StageModel(chat, stage, input.Local, $"{setting}.chat", counted: false);   // what is kept has its tokens
        var batches = Path.Combine(stage.CheckpointFolder, "batches");
        var judge = JudgeFactory.Create(input.Judge, input.Local?.Settings.AsChat() ?? input.Judge.Chat, reward, Seeds.Derive(stage.Seed, "judge"), kept.Add,
            settings => model.Client(settings, batches));
        var verdicts = reward is null ? await kept.CompleteAsync(comparisons, judge, RequireEnough, cancel)
            : await stage.InBlocksAsync<Comparison, Verdict>("verdicts", comparisons, KeptWork.ScoredAtOnce(compute),
                async (part, _) => await judge.JudgeAsync(part, cancel), cancel);
        if (kept.Tokens > 0) stage.Count(Work.ChatTokens, kept.Tokens);
        if (verdicts.Count(v => v.Preference == Preference.Failed) is > 0 and var failed)
            stage.AskAgain($"{failed} of {verdicts.Count} comparisons got no verdict and count for neither side; the next run asks for them again.");
        return new VerdictSet(verdicts);

        void RequireEnough(IReadOnlyList<Verdict> all)
        {
            Durable.DeleteQuietly(batches);   // what is asked again shall not get the same answers
            JudgeException.RequireShare(all, input.Judge.FailedShare, $"{setting}.failed_share");
        }
    }
}
