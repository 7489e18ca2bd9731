using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Each monitor on an iteration that is made to fail its way, and none of them on one that goes well.</summary>
public sealed class PpoMonitorTests
{
    private static readonly PpoOptions s_plain = IterationWorld.Ppo with { BatchSize = 10, MiniBatchSize = 5, ScoreScaling = false, ScoreNorm = false };

    [Fact]
    public void An_iteration_that_goes_well_is_not_disturbed() =>
        Watch(s_plain with { LearningRate = 1e-4, ValueHeadLearningRate = 0.02 }, new SmallWords()).ShouldBeEmpty();

    [Fact]
    public void Skipped_mini_batches_are_counted_and_the_cure_is_named()
    {
        var said = Watch(s_plain with { LearningRate = 0.05, RatioThreshold = 1.2, PpoEpochs = 8 }, new Favourite(3));
        said.ShouldContain(s => s.Contains("mean probability ratio above PpoOptions.RatioThreshold (1.2)") && s.Contains("PpoOptions.ScoreScaling"));
        said.ShouldContain(s => s.StartsWith("PPO step 30: Skipped in all: ") && s.Contains("in 30 steps"));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_told()
    {
        using var world = new PpoWorld(PpoWorld.Options);
        var poisoned = false;
        world.Trainer.OnGradients = () =>               // the weights break in the first update
        {
            if (poisoned) return;
            poisoned = true;
            using var noGrad = TorchSharp.torch.no_grad();
            world.Policy.parameters().First().fill_(float.NaN);
        };
        var done = world.Step();
        new PpoWatch(PpoWorld.Options, new()).Look(new PpoStepRecord(3, 10, done.Stats, done.SkippedUpdates, 1, new PpoSample("q", "a", 0)))
            .ShouldContain(s => s.StartsWith("PPO step 3: Not a number: 7 mini-batches"));
    }

    [Fact]
    public void A_negative_kl_names_the_sampling_settings()
    {
        // Drawn greedily, so from the reference's favourites, while the policy is pushed to know nothing.
        var said = Watch(s_plain with { EntropyCoef = 50, LearningRate = 0.01, InitKlCoef = 0 }, new Favourite(3), sharpness: 10, topK: 1);
        said.ShouldContain(s => s.Contains("Negative KL") && s.Contains("SamplingOptions.TopK"));
    }

    [Fact]
    public void A_policy_that_learns_one_answer_is_told_in_every_way()
    {
        var said = Watch(s_plain with { LearningRate = 0.01, InitKlCoef = 0, Target = 1 }, new Favourite(3));
        said.ShouldContain(s => s.Contains("KL far off") && s.Contains("PpoOptions.InitKlCoef"));
        said.ShouldContain(s => s.Contains("Entropy collapse") && s.Contains("PpoOptions.EntropyCoef"));
        said.ShouldContain(s => s.Contains("Reward hacking, repetition"));
        said.ShouldContain(s => s.Contains("Same answers") && s.Contains("w3 w3"));
        said.ShouldContain(s => s.Contains("Repeated answers"));
    }

    [Fact]
    public void Answers_that_grow_with_the_reward_are_told()
    {
        var said = Watch(s_plain with { LearningRate = 0.01, InitKlCoef = 0 }, new Longer(), maxNewTokens: 12, eosIds: [0, 1, 2, 3, 4, 5]);
        said.ShouldContain(s => s.Contains("Reward hacking, length") && s.Contains("PpoOptions.LengthPenalty"));
    }

    [Fact]
    public void A_value_head_that_does_not_learn_is_told()
    {
        var said = Watch(s_plain with { LearningRate = 1e-5, ValueHeadLearningRate = 0 }, new SmallWords());
        said.ShouldHaveSingleItem().ShouldContain("PpoOptions.ValueHeadLearningRate");
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(2, true)]
    public void Batches_whose_returns_hardly_differ_are_no_fault_of_the_value_head(double usual, bool told)
    {
        var watch = new PpoWatch(new(), new());
        var said = Enumerable.Range(1, 20).SelectMany(i =>
        {
            var stats = Stats(kl: 0);
            (stats["ppo/val/error"], stats["ppo/returns/var"], stats["ppo/val/var"]) = i == 15 ? (0.2, 0.01, 0.1) : (usual, 0.5, 0.1);   // 20 times, once
            return watch.Look(new(i, 100, stats, 0, 1, new PpoSample("q", "a", 0)));
        });
        said.Any(s => s.Contains("Value head: its errors are")).ShouldBe(told);
    }

    [Fact]
    public void A_reward_that_falls_is_told()
    {
        var calls = 0;
        var said = Watch(s_plain with { LearningRate = 1e-4 }, new DelegateRewardModel((exchanges, _) =>
        {
            var level = 1 - (0.2 * calls++);
            return ValueTask.FromResult<IReadOnlyList<double>>([.. exchanges.Select((e, i) => level + (0.05 * (i % 2)))]);
        }, "sinking"));
        said.ShouldContain(s => s.Contains("Falling reward: it fell from ") && s.Contains("PpoOptions.LearningRate"));
    }

    [Fact]
    public void A_reward_that_is_the_same_for_all_is_told() =>
        Watch(s_plain with { LearningRate = 1e-4 }, new Level(), steps: 6)
            .ShouldContain(s => s.StartsWith("PPO step 5: Same reward: ") && s.Contains("scored 0.5,") && s.Contains("SamplingOptions.Temperature"));

    [Theory]
    [InlineData(new[] { 0.0, 0, 0, 0, 0 }, 1, "PPO step 5: No answer ends: in 5 steps one after the other every answer was cut at " +
        "SamplingOptions.MaxNewTokens (6). The policy was never taught")]
    [InlineData(new[] { 0.5, 0.0, 0, 0, 0, 0, 0 }, 1, "PPO step 6: No answer ends any more: in 5 steps one after the other every answer was cut at " +
        "SamplingOptions.MaxNewTokens (6); the last that ended was in step 1.")]
    [InlineData(new[] { 0.0, 0, 0, 0, 0 }, 4, "lower SamplingOptions.MinNewTokens (4)")]
    [InlineData(new[] { 0.0, 0, 0, 0, 0.1, 0, 0, 0, 0 }, 1, null)]
    [InlineData(new[] { 0.0, 0, 0, 0, 0, 0 }, 6, null)]   // a fixed length
    public void Answers_that_never_end_are_told_unless_their_length_is_fixed(double[] ended, int minNewTokens, string? expected)
    {
        var said = Ends(ended, new PpoOptions(), new() { MaxNewTokens = 6, MinNewTokens = minNewTokens });
        if (expected is null) said.ShouldBeEmpty();
        else said.ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public void What_is_advised_where_no_answer_ends_is_not_set_already()
    {
        double[] never = [0, 0, 0, 0, 0], noMore = [1, .. never];
        Ends(never, new(), new()).Single().ShouldContain("set PpoOptions.MissingEosPenalty");
        Ends(never, new() { MissingEosPenalty = 1 }, new()).Single().ShouldNotContain("MissingEosPenalty");
        Ends(noMore, new() { MissingEosPenalty = 1 }, new()).Single().ShouldContain("raise PpoOptions.MissingEosPenalty (1)", Case.Insensitive);
        Ends(noMore, new(), new()).Single().ShouldContain("set PpoOptions.LengthPenalty");
        Ends(noMore, new() { LengthPenalty = 1 }, new()).Single().ShouldNotContain("PpoOptions.LengthPenalty");
        Ends(never, new(), new() { EosIds = [3, 5] }).Single().ShouldContain("SamplingOptions.EosIds is [3, 5]");
    }

    private static List<string> Ends(double[] shares, PpoOptions options, SamplingOptions sampling)
    {
        var watch = new PpoWatch(options, sampling);
        return [.. shares.SelectMany((share, i) => watch.Look(new(i + 1, 100, Stats(kl: 0), 0, share, new PpoSample("q", "a", 0))))];
    }

    [Fact]
    public void What_is_advised_of_a_negative_kl_is_what_is_set_otherwise()
    {
        static string Said(PpoOptions options, SamplingOptions sampling) =>
            new PpoWatch(options, sampling).Look(new(1, 100, Stats(kl: -3), 0, 1, new PpoSample("q", "a", 0))).ShouldHaveSingleItem();
        Said(new(), new() { Greedy = true, TopK = 5 }).ShouldEndWith("Set SamplingOptions.Greedy = false, or use PpoOptions.KlPenalty = Full.");
        Said(new(), new() { TopP = 0.9, MinNewTokens = 3 }).ShouldEndWith(
            "Set SamplingOptions.TopP = 1 and SamplingOptions.MinNewTokens = 0, or use PpoOptions.KlPenalty = Full.");
        Said(new() { KlPenalty = KlPenalty.Full }, new() { Temperature = 0.5 }).ShouldEndWith("Set SamplingOptions.Temperature = 1.");
        Said(new(), new()).ShouldContain("this is chance");
    }

    [Fact]
    public void What_was_said_once_is_not_said_again()
    {
        var watch = new PpoWatch(new PpoOptions(), new());
        PpoStepRecord At(int step) => new(step, 100, Stats(kl: -3), 0, 1, new PpoSample("q", "a", 0));
        watch.Look(At(1)).Count.ShouldBe(1);
        watch.Look(At(2)).ShouldBeEmpty();
        watch.Look(At(3) with { Stats = Stats(kl: 40) }).ShouldHaveSingleItem().ShouldContain("KL far off");   // another thing
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(200, 1, true)]
    [InlineData(-1, 50, true)]
    public void A_kl_beside_scores_of_another_unit_or_zero_names_their_settings(double mean, double deviation, bool named)
    {
        var stats = Stats(kl: 40);
        (stats["ppo/mean_scores"], stats["ppo/std_scores"]) = (mean, deviation);
        new PpoWatch(new PpoOptions(), new()).Look(new(1, 100, stats, 0, 1, new PpoSample("q", "a", 0))).ShouldHaveSingleItem()
            .Contains("PpoOptions.ScoreScaling").ShouldBe(named);
    }

    [Fact]
    public void Repetition_and_difference_of_answers_are_counted()
    {
        AnswerTexture.Repetition([[1, 2, 3, 4], [5, 5, 5, 5], [7]]).ShouldBe((0 + (2 / 3.0) + 0) / 3, 1e-12);
        AnswerTexture.DistinctShare([[1, 2], [1, 2], [12], [1]]).ShouldBe(0.75);
        // 1234 2345 | 1234 | 7777 7777 | none: five runs, three of them distinct.
        AnswerTexture.RepeatedShare([[1, 2, 3, 4, 5], [1, 2, 3, 4], [7, 7, 7, 7, 7], [1, 2, 3]]).ShouldBe(0.4, 1e-12);
        AnswerTexture.RepeatedShare([[1, 2, 3]]).ShouldBe(0);
    }

    [Theory]
    [InlineData(0.2, 0.6, 0.5, true)]
    [InlineData(0.2, 0.6, 0.7, false)]   // the setting allows it
    [InlineData(0.55, 0.6, 0.5, false)]   // so it was from the start
    public void Answers_that_come_to_repeat_themselves_are_told(double first, double last, double most, bool told)
    {
        var watch = new PpoWatch(new PpoOptions { MaxRepeatedShare = most }, new());
        var said = Enumerable.Range(1, 10).SelectMany(i => watch.Look(new(i, 100, Stats(kl: 0), 0, 1, new PpoSample("q", "a", 0))
        {
            RepeatedShare = i <= 5 ? first : last
        })).ToArray();
        said.Length.ShouldBe(told ? 1 : 0);
        if (told) said[0].ShouldStartWith("PPO step 10: Repeated answers: the share of four tokens in a row that stand more than once in a step's answers " +
            "rose from 20% to 60%, above PpoOptions.MaxRepeatedShare (0.5).");
    }

    [Theory]
    [InlineData(0.25, false)]
    [InlineData(0.5, true)]
    public void How_many_answers_must_differ_is_a_setting(double least, bool told)
    {
        var watch = new PpoWatch(new PpoOptions { MinDistinctShare = least }, new());
        Enumerable.Range(1, 3).SelectMany(i => watch.Look(new(i, 100, Stats(kl: 0), 0, 1, new PpoSample("q", "a", 0)) { DistinctShare = 0.5 }))
            .Any(s => s.Contains("Same answers")).ShouldBe(told);
    }

    /// <summary>Thirty steps, and what the monitors say of them.</summary>
    private static List<string> Watch(
        PpoOptions options, IRewardModel reward, int steps = 30, double sharpness = 1, int topK = 0, int maxNewTokens = 6, int[]? eosIds = null)
    {
        using var world = new IterationWorld(sharpness);
        SamplingOptions sampling = new() { TopK = topK, MaxNewTokens = maxNewTokens, EosIds = eosIds ?? [] };
        var watch = new PpoWatch(options, sampling);
        var said = new List<string>();
        world.Run(ppo: options, reward: reward, passes: steps, onStep: r => said.AddRange(watch.Look(r)), sampling: sampling);
        return said;
    }

    private static Dictionary<string, double> Stats(double kl) => new()
    {
        ["objective/kl"] = kl,
        ["ppo/policy/entropy"] = 1,
        ["ppo/loss/total"] = 0,
        ["env/reward_mean"] = 0,
        ["env/reward_std"] = 1,
        ["tokens/responses_len_mean"] = 5,
    };

    /// <summary>The share of one word in an answer.</summary>
    private sealed class Favourite(int word) : IRewardModel
    {
        public string Name => "favourite";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            new([.. exchanges.Select(e => e.Answer.Split(' ').Average(w => w == $"w{word}" ? 1.0 : 0))]);

        public void Dispose() { }
    }

    private sealed class Level : IRewardModel
    {
        public string Name => "level";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new([.. exchanges.Select(_ => 0.5)]);

        public void Dispose() { }
    }

    private sealed class Longer : IRewardModel
    {
        public string Name => "longer";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            new([.. exchanges.Select(e => (double)e.Answer.Split(' ').Length)]);

        public void Dispose() { }
    }
}
