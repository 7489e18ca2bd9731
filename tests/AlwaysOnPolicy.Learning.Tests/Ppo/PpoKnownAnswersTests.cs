using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Answers that were there before an iteration: 10 prompts in two passes, batches of 4.</summary>
public sealed class PpoKnownAnswersTests
{
    private const double Score = 0.123;

    /// <summary>An answer that no policy of this world draws: it is longer than six tokens.</summary>
    private static Dictionary<string, IReadOnlyList<ScoredAnswer>> Known(int each) => IterationWorld.Prompts.ToDictionary(p => p.Id,
        p => (IReadOnlyList<ScoredAnswer>)[.. Enumerable.Range(0, each).Select(i => new ScoredAnswer(
            new Answer("w3 w3 w3 w3 w3 w3 w3", [.. p.Text.Split(' ').Select(w => int.Parse(w[1..]))], [3, 3, 3, 3, 3, 3, 3], Ended: false), Score + i))]);

    private static PpoRollout[][] Rollouts(IterationWorld world, int known, PpoOptions? ppo = null, int? every = null, CancellationToken cancel = default)
    {
        var steps = new List<PpoRollout[]>();
        world.Run(every: every, ppo: ppo, onStep: s => steps.Add([.. s.Rollouts]), known: known == 0 ? null : Known(known), cancel: cancel);
        return [.. steps];
    }

    [Fact]
    public void They_are_the_rollouts_of_the_first_step_and_of_no_other()
    {
        using var world = new IterationWorld();
        var steps = Rollouts(world, known: 1);
        steps[0].ShouldAllBe(r => r.Known && r.Score == Score && r.Tokens == 7);
        steps.Skip(1).SelectMany(s => s).ShouldAllBe(r => !r.Known && r.Score != Score && r.Tokens <= 6);
    }

    [Fact]
    public void While_the_value_head_learns_alone_each_is_used_once()
    {
        using var world = new IterationWorld();
        var steps = Rollouts(world, known: 1, IterationWorld.Ppo with { ValueWarmupSteps = 3 });
        var free = steps.Take(4).SelectMany(s => s).ToArray();
        // Three batches of 4 hold all 10 prompts once and 2 of the second pass, whose answers are used up.
        free.Where(r => r.Known).Select(r => r.Prompt.Id).ShouldBe(IterationWorld.Prompts.Select(p => p.Id), ignoreOrder: true);
        free.ShouldAllBe(r => r.Known == (r.Pass == 0));
        steps[4].ShouldAllBe(r => !r.Known);
    }

    [Fact]
    public void A_second_answer_serves_the_second_pass()
    {
        using var world = new IterationWorld();
        var steps = Rollouts(world, known: 2, IterationWorld.Ppo with { ValueWarmupSteps = 4 });
        steps.SelectMany(s => s).ShouldAllBe(r => r.Known && Math.Abs(r.Score - Score - r.Pass) < 1e-12);
    }

    [Fact]
    public void The_policy_that_gave_the_answers_itself_learns_the_same_from_them()
    {
        const ulong seed = 7;
        using var world = new IterationWorld();
        var first = Rollouts(world, known: 0)[0];
        var answers = world.Answer([.. first.Select((r, row) => new AnswerRequest(r.Prompt.Text, Seeds.Derive(seed, "rollout", $"0:{row}")))]);
        var known = first.Zip(answers, (r, a) => (r.Prompt.Id, Own: (IReadOnlyList<ScoredAnswer>)[new ScoredAnswer(a, r.Score)]))
            .ToDictionary(k => k.Id, k => k.Own);
        var plain = world.Run(seed: seed);
        var again = world.Run(seed: seed, known: known);
        again.Hashes.ShouldBe(plain.Hashes);
        again.Records.Select(r => r.Replace("\"Known\":true", "\"Known\":false", StringComparison.Ordinal)).ShouldBe(plain.Records);
    }

    [Fact]
    public void A_run_that_was_stopped_in_the_warm_up_goes_on_with_the_answers_that_are_left()
    {
        using var whole = new IterationWorld();
        using var stopped = new IterationWorld();
        var ppo = IterationWorld.Ppo with { ValueWarmupSteps = 3 };
        var expected = whole.Run(ppo: ppo, known: Known(1));
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => stopped.Run(every: 1, ppo: ppo, known: Known(1), onStep: s =>
        {
            if (s.Step == 2) stop.Cancel();
        }, cancel: stop.Token));
        var end = stopped.Run(every: 1, ppo: ppo, known: Known(1));
        end.Resumed.ShouldBe(2);
        end.Hashes.ShouldBe(expected.Hashes);
        end.Records.ShouldBe(expected.Records);
    }
}
