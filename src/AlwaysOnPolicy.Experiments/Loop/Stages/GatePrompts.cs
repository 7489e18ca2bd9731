using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Lets a policy answer candidates several times, and keeps the prompts whose rewards differ most. gate.jsonl has every candidate with its
/// rewards.</summary>
/// <remarks>PPO takes the answers to the kept prompts for rollouts while the policy is still the one that gave them; the others serve the choice alone. All are
/// counted here. An answer's random numbers depend on the run's seed, the prompt's wording and the answer's number, not on the arm.</remarks>
internal sealed class GatePrompts(ComputeSettings compute) : Stage<GatePrompts.In, PromptSet>
{
    private const string FileName = "gate.jsonl";

    /// <param name="Skip">Prompts of the set that belong to earlier iterations.</param>
    /// <param name="Take">Candidates of this iteration.</param>
    /// <param name="Keep">How many of them stay.</param>
    public sealed record In(
        RunPolicy Policy, LoopReward Reward, Artifact<PromptSet> Candidates, int Skip, int Take, int Keep, GateSettings Gate, SamplingOptions Sampling,
            PromptFormatOptions Format);

    /// <summary>A line of gate.jsonl.</summary>
    /// <param name="Spread">Sample standard deviation (n − 1) of the rewards.</param>
    public sealed record Line(string PromptId, string? Domain, string Text, bool Kept, double Spread, IReadOnlyList<double> Rewards);

    public override StageId Id => compute.Drawn("gate", 4);

    protected override StageReach ReachOf(In input) => compute.Rollouts is null ? StageReach.InShards : StageReach.Here;

    protected override async Task<PromptSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var set = await stage.ReadAsync(input.Candidates, cancel);
        Question[] candidates = [.. set.Prompts.Skip(input.Skip).Take(input.Take)];
        if (candidates.Length <= input.Keep)
            stage.Note($"The gate had {candidates.Length} candidates for {input.Keep} prompts, so it kept them all: give more questions, or lower " +
                "gate.candidates or loop.prompts_per_call.");
        var answers = await AnswerAsync(input, candidates, stage, cancel);
        double[][] rewards = [.. answers.Select(own => own.Select(a => a.Score).ToArray())];

        var decision = SpreadGate.Keep([.. candidates.Select((c, i) => new GateCandidate(c.Id, rewards[i]))], input.Keep);
        var kept = decision.Kept.Select(p => p.PromptId).ToHashSet(StringComparer.Ordinal);
        var spreads = decision.Kept.Concat(decision.Dropped).ToDictionary(p => p.PromptId, p => p.Spread, StringComparer.Ordinal);
        using (var lines = new JsonLines(Path.Combine(stage.Folder, FileName)))
            foreach (var (candidate, own) in candidates.Zip(rewards))
                lines.Append(new Line(candidate.Id, candidate.Domain, candidate.Text, kept.Contains(candidate.Id), spreads[candidate.Id], own));
        GatedAnswers.Write(stage.Folder, candidates.Zip(answers, (c, own) => (c.Id, (IReadOnlyList<ScoredAnswer>)own)).Where(c => kept.Contains(c.Id)));
        return new PromptSet([.. candidates.Where(c => kept.Contains(c.Id))], []);
    }

    /// <summary>What the gate wrote in its folder.</summary>
    public static IReadOnlyList<Line> Lines(string folder) => JsonLines.Read<Line>(StageFiles.Checked(Path.Combine(folder, FileName)));

    /// <summary>Each candidate's answers.</summary>
    private async Task<ScoredAnswer[][]> AnswerAsync(In input, Question[] candidates, StageContext stage, CancellationToken cancel)
    {
        using var policy = AnsweringPolicy.Open(stage, input.Policy.FolderIn(stage), input.Format, compute);
        using var reward = await input.Reward.LoadAsync(stage, input.Format, compute, cancel);
        AnswerRequest[] requests =
        [
            .. candidates.SelectMany(c => Enumerable.Range(0, input.Gate.Answers)
                .Select(sample => new AnswerRequest(c.Text, Seeds.Derive(stage.Seed, "gate", $"{sample}:{c.Text}")))),
        ];
        var answers = await stage.AnswerAsync(policy, requests, input.Sampling, compute, cancel);
        var scores = await stage.ScoreAsync(reward, [.. requests.Zip(answers, (r, a) => new Exchange(r.Question, a.Text, a.Ended))], compute, cancel);
        stage.Count(Work.TokensGenerated, answers.Sum(a => a.Ids.Length));
        stage.Count(Work.AnswersScored, scores.Count);
        return [.. answers.Zip(scores, (a, score) => new ScoredAnswer(a, score)).Chunk(input.Gate.Answers)];
    }
}
