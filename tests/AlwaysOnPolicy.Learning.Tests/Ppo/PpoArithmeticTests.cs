using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using CsCheck;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>What must hold of the formulas for any numbers.</summary>
public sealed class PpoArithmeticTests
{
    private static readonly Gen<float> Number = Gen.Float[-3, 3];

    /// <summary>A row of rewards, a row of values and how many of the columns are the response.</summary>
    private static readonly Gen<(float[] Rewards, float[] Values)> Rows =
        Gen.Int[1, 12].SelectMany(n => Gen.Select(Number.Array[n], Number.Array[n]));

    [Fact]
    public void An_advantage_is_the_discounted_sum_of_the_surprises_to_come() =>
        Gen.Select(Rows, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((rows, gamma, lambda) =>
        {
            using var scope = NewDisposeScope();
            var advantages = PpoArithmetic.Advantages(Row(rows.Rewards), Row(rows.Values), gamma, lambda).data<float>().ToArray();
            var n = rows.Rewards.Length;
            double Surprise(int t) => rows.Rewards[t] + (t + 1 < n ? gamma * rows.Values[t + 1] : 0) - rows.Values[t];
            for (var t = 0; t < n; t++)
                ((double)advantages[t]).ShouldBe(Enumerable.Range(t, n - t).Sum(l => Math.Pow(gamma * lambda, l - t) * Surprise(l)), 1e-4);
        }, iter: 200, threads: 1);

    [Fact]
    public void With_lambda_1_a_return_is_the_discounted_sum_of_the_rewards_whatever_the_values() =>
        Gen.Select(Rows, Gen.Double[0, 1]).Sample((rows, gamma) =>
        {
            using var scope = NewDisposeScope();
            var values = Row(rows.Values);
            var returns = (PpoArithmetic.Advantages(Row(rows.Rewards), values, gamma, 1) + values).data<float>().ToArray();
            for (var t = 0; t < returns.Length; t++)
                ((double)returns[t]).ShouldBe(rows.Rewards.Skip(t).Select((r, l) => Math.Pow(gamma, l) * r).Sum(), 1e-4);
        }, iter: 200, threads: 1);

    [Fact]
    public void Whitening_gives_mean_0_and_unbiased_variance_1_under_the_mask_alone() =>
        Masked.Sample((x, mask) =>
        {
            using var scope = NewDisposeScope();
            var white = Kept(PpoArithmetic.MaskedWhiten(Row(x), Row(mask)), mask);
            white.Average().ShouldBe(0, 1e-4);
            Variance(white).ShouldBe(1, 1e-3);
        }, iter: 200, threads: 1);

    [Fact]
    public void Whitening_that_keeps_the_mean_changes_the_spread_alone() =>
        Masked.Sample((x, mask) =>
        {
            using var scope = NewDisposeScope();
            var white = Kept(PpoArithmetic.MaskedWhiten(Row(x), Row(mask), keepMean: true), mask);
            white.Average().ShouldBe(Kept(Row(x), mask).Average(), 1e-4);
            Variance(white).ShouldBe(1, 1e-3);
        }, iter: 200, threads: 1);

    [Fact]
    public void What_is_masked_out_changes_no_mean_and_no_variance() =>
        Gen.Select(Masked, Number).Sample((masked, other) =>
        {
            using var scope = NewDisposeScope();
            var (x, mask) = masked;
            var changed = x.Zip(mask, (value, kept) => kept == 1 ? value : other).ToArray();
            PpoArithmetic.MaskedMean(Row(changed), Row(mask)).item<float>().ShouldBe(PpoArithmetic.MaskedMean(Row(x), Row(mask)).item<float>());
            PpoArithmetic.MaskedVariance(Row(changed), Row(mask)).item<float>().ShouldBe(PpoArithmetic.MaskedVariance(Row(x), Row(mask)).item<float>());
        }, iter: 200, threads: 1);

    [Fact]
    public void Every_penalty_is_0_where_the_distributions_are_equal() =>
        Number.Array[10].Sample(values =>
        {
            using var scope = NewDisposeScope();
            var x = Row(values);
            foreach (var penalty in Enum.GetValues<KlPenalty>().Where(p => p != KlPenalty.Full))
                PpoArithmetic.TokenKl(x, x.clone(), penalty).data<float>().ToArray().ShouldAllBe(kl => kl == 0);
            PpoArithmetic.FullKl(x, x.clone()).item<float>().ShouldBe(0);
        }, iter: 50, threads: 1);

    [Fact]
    public void The_full_divergence_is_the_mean_of_the_sampled_one()
    {
        Gen.Select(Number.Array[7], Number.Array[7]).Sample((logits, refLogits) =>
        {
            using var scope = NewDisposeScope();
            var (p, q) = (Row(logits), Row(refLogits));
            var tokens = arange(7, ScalarType.Int64);
            var logprobs = LogitArithmetic.TokenLogprobs(p.expand(7, 7), tokens);
            var refLogprobs = LogitArithmetic.TokenLogprobs(q.expand(7, 7), tokens);
            var mean = (logprobs.exp() * PpoArithmetic.TokenKl(logprobs, refLogprobs, KlPenalty.Kl)).sum().item<float>();
            PpoArithmetic.FullKl(p, q).item<float>().ShouldBe(mean, 1e-4);
            mean.ShouldBeGreaterThan(-1e-5f);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void The_score_lies_on_the_last_token_and_the_penalty_on_all()
    {
        using var scope = NewDisposeScope();
        var rewards = PpoArithmetic.Rewards(tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }), 0.5, tensor(new[] { 10f, 20f }), tensor(new[] { 1L, 2L }));
        rewards.data<float>().ToArray().ShouldBe([-0.5f, 9, -1.5f, -2, -2.5f, 17]);
    }

    /// <summary>At least two different numbers under a mask, and some outside it.</summary>
    private static readonly Gen<(float[] X, float[] Mask)> Masked = Gen.Select(Number.Array[12], Gen.Int[0, 1].Array[12])
        .Select((x, bits) => (x, mask: bits.Select(b => (float)b).ToArray()))
        .Where(m => m.x.Zip(m.mask).Where(p => p.Second == 1).Select(p => p.First).ToArray() is { Length: > 1 } kept && kept.Max() - kept.Min() > 0.1f);

    private static Tensor Row(float[] values) => tensor(values, 1, values.Length);

    private static double[] Kept(Tensor x, float[] mask) => [.. x.data<float>().ToArray().Zip(mask).Where(p => p.Second == 1).Select(p => (double)p.First)];

    private static double Variance(double[] x) => x.Sum(v => (v - x.Average()) * (v - x.Average())) / (x.Length - 1);
}
