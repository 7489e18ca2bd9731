using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.RewardTraining;

public class RewardTrainerTests
{
    private static readonly PreferenceExample[] s_pairs = [new([1, 2, 3], [4, 5, 0], [6, 0]), new([7], [8], [9, 10, 11, 0])];

    [Fact]
    public void A_planted_preference_is_found_in_pairs_never_seen()
    {
        using var model = NewNetwork();
        var options = new RewardOptions { LearningRate = 1e-2, Epochs = 6, BatchSize = 16 };
        var result = new RewardRun(model, Planted(128, "train"), Planted(64, "held out"), options, seed: 1).Run();

        result.Steps.ShouldBe(48);
        result.HeldOut.Count.ShouldBe(7);
        result.HeldOut[^1].Total.ShouldBe(64);
        result.HeldOut[^1].Fraction.ShouldBeGreaterThan(0.95);
        PairAccuracy.Measure(model, Planted(64, "held out"), batchSize: 5).ShouldBe(result.HeldOut[^1]);
        result.TrainingLosses[^1].ShouldBeLessThan(result.TrainingLosses[0]);
    }

    [Fact]
    public void The_loss_is_the_sum_of_its_three_terms()
    {
        double Loss(RewardOptions options)
        {
            using var model = NewNetwork();
            return Step(model, options).Loss;
        }
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var outcome = Step(network, new());
        var (chosen, rejected) = (outcome.Chosen, outcome.Rejected);
        var pairs = chosen.Zip(rejected, (c, r) => Math.Log(1 + Math.Exp(r - c))).Average();
        var centering = chosen.Zip(rejected, (c, r) => (c + r) * (c + r)).Average();
        using var trunk = TinyModel.New();
        var language = SftLoss.Measure(trunk, [.. s_pairs.Select(p => new SftExample(p.Prompt, p.Chosen))]);

        outcome.Loss.ShouldBe(pairs, 1e-6);
        Loss(new() { Centering = 3 }).ShouldBe(pairs + 3 * centering, 1e-5);
        Loss(new() { LanguageModelWeight = 0.5 }).ShouldBe(pairs + 0.5 * language, 1e-5);
        Loss(new() { Centering = 3, LanguageModelWeight = 0.5 }).ShouldBe(pairs + 3 * centering + 0.5 * language, 1e-5);

        var ahead = chosen.Zip(rejected, (c, r) => Math.Log(1 + Math.Exp(r - c + 0.75))).Average();
        Loss(new() { Margin = 0.75, Centering = 3 }).ShouldBe(ahead + 3 * centering, 1e-5);
    }

    [Fact]
    public void The_rewards_of_a_step_are_those_of_each_row_by_itself_padded_on_either_side()
    {
        using var scope = NewDisposeScope();
        using var model = NewNetwork();
        var outcome = Step(NewNetwork(), new());
        using var noGrad = no_grad();
        int[] longest = new int[9];
        float Alone(int[] row, bool left)
        {
            var (ids, mask) = left ? PaddedRows.Left([row, longest], 12) : PaddedRows.Right([row, longest], 12);
            return model.Rewards(ids, mask)[0].ToSingle();
        }

        for (var i = 0; i < s_pairs.Length; i++)
            foreach (var left in new[] { true, false })
            {
                Alone([.. s_pairs[i].Prompt, .. s_pairs[i].Chosen], left).ShouldBe(outcome.Chosen[i], 1e-5f);
                Alone([.. s_pairs[i].Prompt, .. s_pairs[i].Rejected], left).ShouldBe(outcome.Rejected[i], 1e-5f);
            }
    }

    [Fact]
    public void Centering_takes_away_the_offset_that_pairs_leave_free()
    {
        double MeanOffset(double centering)
        {
            using var noGrad = no_grad();
            using var model = NewNetwork();
            model.ScoreWeight.mul_(100);   // far from 0 at the start
            using var grad = enable_grad();
            new RewardRun(model, s_pairs, [], new() { LearningRate = 1e-2, Epochs = 40, Centering = centering }, 1).Run();
            var outcome = Step(model, new());
            return outcome.Chosen.Zip(outcome.Rejected, (c, r) => Math.Abs(c + r)).Average();
        }
        MeanOffset(1).ShouldBeLessThan(MeanOffset(0) / 3);
    }

    [Fact]
    public void The_head_is_drawn_by_the_seed_and_the_policy_is_copied()
    {
        using var scope = NewDisposeScope();
        using var policy = TinyModel.New();
        var before = TinyModel.Weights(policy);
        using var a = RewardStart.FromPolicy(policy, 1);
        using var b = RewardStart.FromPolicy(policy, 1);
        using var c = RewardStart.FromPolicy(policy, 2);

        TinyModel.Weights(a).ShouldBe(TinyModel.Weights(b));
        TinyModel.Weights(a).ShouldNotBe(TinyModel.Weights(c));
        a.ScoreWeight.std().ToDouble().ShouldBe(0.02, 0.01);

        new RewardRun(a, s_pairs, [], new() { LearningRate = 1e-2 }, 1).Run();
        TinyModel.Weights(policy).ShouldBe(before);
    }

    [Fact]
    public void Equal_rewards_count_as_wrong()
    {
        using var noGrad = no_grad();
        using var model = NewNetwork();
        model.ScoreWeight.zero_();
        PairAccuracy.Measure(model, s_pairs).ShouldBe(new PairAccuracy(0, 2));
    }

    [Fact]
    public void The_seed_alone_decides_the_order()
    {
        float[] Trained(ulong seed)
        {
            using var model = NewNetwork();
            new RewardRun(model, Planted(9, "train"), [], new() { LearningRate = 1e-2, BatchSize = 2 }, seed).Run();
            return TinyModel.Weights(model);
        }
        Trained(5).ShouldBe(Trained(5));
        Trained(5).ShouldNotBe(Trained(6));
    }

    [Fact]
    public void Live_tensors_stay_flat_over_the_steps()
    {
        using var model = NewNetwork();
        var live = new List<long>();
        void Count(StepRecord step) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        var options = new RewardOptions { Epochs = 3, BatchSize = 2, Centering = 0.1, LanguageModelWeight = 1 };
        new RewardRun(model, Planted(8, "train"), Planted(4, "held out"), options, 1) { OnStep = Count }.Run();

        live.Skip(1).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_pair_that_cannot_be_trained_on_is_named()
    {
        using var model = NewNetwork();
        Should.Throw<DataException>(() => new RewardRun(model, [s_pairs[0], new([1], [2], [])], [], new(), 1).Run())
            .Message.ShouldContain("Preference pair 1 (counted from 0) has no response tokens");
        Should.Throw<DataException>(() => new RewardRun(model, [], [], new(), 1).Run()).Message.ShouldContain("no preference pairs");
    }

    private static RewardNetwork NewNetwork()
    {
        using var policy = TinyModel.New();
        return RewardStart.FromPolicy(policy, 1);
    }

    private static RewardStep Step(RewardNetwork model, RewardOptions options)
    {
        using var optimizer = AdamW.For(model, 1e-3);
        var updates = new Updates("Reward training", optimizer, new(0, 10, 1), 1e-3, 1);
        return new RewardTrainer(model, updates, options).Step([s_pairs]);
    }

    /// <summary>Token 18 anywhere in a response makes it the better one.</summary>
    private static PreferenceExample[] Planted(int count, string purpose)
    {
        var random = SeededRandom.For(1, purpose);
        int[] Words(int length) => [.. Enumerable.Range(0, length).Select(_ => 1 + random.Next(16))];
        return [.. Enumerable.Range(0, count).Select(_ => new PreferenceExample(
            Words(2 + random.Next(3)), [.. Words(random.Next(4)), 18, .. Words(random.Next(3)), 0], [.. Words(2 + random.Next(4)), 0]))];
    }
}
