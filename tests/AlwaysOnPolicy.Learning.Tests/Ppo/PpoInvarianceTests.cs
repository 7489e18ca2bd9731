using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tokenizers.Encodings;
using CsCheck;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>What must hold of a step whatever the rollouts.</summary>
public sealed class PpoInvarianceTests
{
    private static readonly Gen<int[]> Ids = Gen.Int[0, 19].Array[1, 6];

    private static readonly Gen<Rollout[]> Batches = Gen.Select(Ids, Ids, Gen.Double[-2, 2], (q, r, s) => new Rollout(q, r, s)).Array[6];

    [Fact]
    public void The_first_ratio_is_exactly_1_on_every_token() =>
        Batches.Sample(rollouts =>
        {
            using var world = new PpoWorld(PpoWorld.Options, far: true);
            var done = world.Step(rollouts, PpoWorld.InOrder);
            done.Updates[0].RatioMean.ShouldBe(1);
            FirstRatios(done, rollouts).ShouldAllBe(ratio => ratio == 1);
            done.Updates[0].Stats["policy/approxkl"].ShouldBe(0);
            done.Updates[0].Stats["policy/clipfrac"].ShouldBe(0);
        }, iter: 20, threads: 1);

    /// <summary>A matrix product's last bits depend on which rows stand together, and a shuffled mini-batch is not the one that was measured.</summary>
    [Fact]
    public void In_a_shuffled_mini_batch_the_first_ratio_is_1_but_for_rounding() =>
        Batches.Sample(rollouts =>
        {
            using var world = new PpoWorld(PpoWorld.Options, far: true);
            var done = world.Step(rollouts);
            FirstRatios(done, rollouts).ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-5);
            done.Updates[0].Stats["policy/clipfrac"].ShouldBe(0);
        }, iter: 20, threads: 1);

    [Fact]
    public void A_policy_is_at_distance_0_from_its_own_copy() =>
        Gen.Select(Batches, Gen.Enum<KlPenalty>()).Sample((rollouts, penalty) =>
        {
            using var world = new PpoWorld(PpoWorld.Options with { KlPenalty = penalty });
            var done = world.Step(rollouts);
            done.Distributions["objective/kl_dist"].ShouldAllBe(kl => kl == 0);
            done.Stats["ppo/mean_non_score_reward"].ShouldBe(0);
        }, iter: 20, threads: 1);

    [Fact]
    public void The_side_of_the_padding_changes_nothing() =>
        Batches.Sample(rollouts =>
        {
            using var right = new PpoWorld(PpoWorld.Options, far: true);
            using var left = new PpoWorld(PpoWorld.Options with { PaddingSide = Side.Left }, far: true);
            var (r, l) = (right.Step(rollouts), left.Step(rollouts));
            l.Distributions["objective/logprobs"].ShouldBe(r.Distributions["objective/logprobs"], 1e-4);
            l.Stats["ppo/loss/value"].ShouldBe(r.Stats["ppo/loss/value"], 1e-3);
            l.Stats["ppo/loss/policy"].ShouldBe(r.Stats["ppo/loss/policy"], 2e-3);
        }, iter: 10, threads: 1);

    [Fact]
    public void A_long_neighbour_changes_nothing_of_a_rollouts_raw_advantages() =>
        Gen.Select(Batches, Gen.Int[0, 19].Array[9]).Sample((rollouts, longQuery) =>
        {
            using var alone = new PpoWorld(PpoWorld.Options, far: true);
            using var beside = new PpoWorld(PpoWorld.Options, far: true);
            var expected = alone.Observe(t => PpoTokenLists.Values(t.Targets.RawAdvantages, t.Mask), rollouts);
            var seen = beside.Observe(t => PpoTokenLists.Values(t.Targets.RawAdvantages, t.Mask), [.. rollouts, new Rollout(longQuery, [1, 2, 3, 4, 5, 6], 1)]);
            seen.Take(expected.Length).ShouldBe(expected, 1e-4);
        }, iter: 20, threads: 1);

    [Fact]
    public void The_order_of_the_batch_changes_nothing_when_the_mini_batches_are_the_same() =>
        Gen.Select(Batches, Gen.ULong).Sample((rollouts, seed) =>
        {
            using var given = new PpoWorld(PpoWorld.Options, far: true);
            using var shuffled = new PpoWorld(PpoWorld.Options, far: true);
            var place = new SeededRandom(seed).Permutation(rollouts.Length);   // row i of the shuffled batch is rollout place[i]
            var order = new SeededRandom(seed + 1).Permutation(rollouts.Length);

            var expected = given.Step(rollouts, _ => order);
            var seen = shuffled.Step([.. place.Select(i => rollouts[i])], _ => [.. order.Select(i => Array.IndexOf(place, i))]);
            seen.Stats["objective/kl"].ShouldBe(expected.Stats["objective/kl"], 1e-4);
            seen.Updates[0].Stats["loss/total"].ShouldBe(expected.Updates[0].Stats["loss/total"], 1e-4);
            seen.Stats["ppo/loss/value"].ShouldBe(expected.Stats["ppo/loss/value"], 1e-3);
            seen.Updates[0].GradientNorm!.Value.ShouldBe(expected.Updates[0].GradientNorm!.Value, 1e-3);
        }, iter: 20, threads: 1);

    [Fact]
    public void Live_tensors_stay_flat()
    {
        using var world = new PpoWorld(PpoWorld.Options);
        world.Step();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++) world.Step();
        TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private static IEnumerable<double> FirstRatios(PpoStep done, Rollout[] rollouts) =>
        done.Distributions["ppo/policy/ratio"].Take(done.Updates[0].Rows.Sum(r => rollouts[r].Response.Length));
}
