using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.RewardTraining;

/// <summary>The loss of a pair: margin and centring, by hand and by finite differences.</summary>
public sealed class RewardLossTests
{
    private static readonly double[] s_chosen = [1, 0.5, -2], s_rejected = [0, 1, -2.5], s_margin = [0.5, 0, 1.25];

    [Fact]
    public void Numbers_worked_out_by_hand()
    {
        using var scope = NewDisposeScope();
        double Loss(double[] chosen, double[] rejected, double[]? margin, double centering) =>
            RewardTrainer.Loss(tensor(chosen), tensor(rejected), margin is null ? null : tensor(margin), centering).ToDouble();

        // Leads of 0.5 and -0.5: ln(1 + e^-0.5) = 0.474077 and ln(1 + e^0.5) = 0.974077. Sums of 1 and 1.5: squares 1 and 2.25.
        Loss([1, 0.5], [0, 1], [0.5, 0], 0).ShouldBe((0.474077 + 0.974077) / 2, 1e-6);
        Loss([1, 0.5], [0, 1], [0.5, 0], 0.1).ShouldBe(((0.474077 + 0.974077) / 2) + (0.1 * (1 + 2.25) / 2), 1e-6);
        Loss([1, 0.5], [0, 1], null, 0).ShouldBe((0.313262 + 0.974077) / 2, 1e-6);   // ln(1 + e^-1) = 0.313262
        Loss([3], [3], null, 0).ShouldBe(Math.Log(2), 1e-12);
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(true, 0.0)]
    [InlineData(false, 0.3)]
    [InlineData(true, 0.3)]
    public void Gradients_equal_finite_differences(bool hasMargin, double centering)
    {
        using var scope = NewDisposeScope();
        var (chosen, rejected) = (tensor(s_chosen, requires_grad: true), tensor(s_rejected, requires_grad: true));
        RewardTrainer.Loss(chosen, rejected, hasMargin ? tensor(s_margin) : null, centering).backward();

        const double step = 1e-5;
        for (var i = 0; i < s_chosen.Length; i++)
        {
            chosen.grad![i].ToDouble().ShouldBe((At(step, 0) - At(-step, 0)) / (2 * step), 1e-8);
            rejected.grad![i].ToDouble().ShouldBe((At(0, step) - At(0, -step)) / (2 * step), 1e-8);

            double At(double c, double r) => Enumerable.Range(0, s_chosen.Length).Average(k =>
            {
                var (first, second) = (s_chosen[k] + (k == i ? c : 0), s_rejected[k] + (k == i ? r : 0));
                return Math.Log(1 + Math.Exp(second - first + (hasMargin ? s_margin[k] : 0))) + (centering * (first + second) * (first + second));
            });
        }
    }

    [Fact]
    public void A_pairs_own_margin_is_added_to_that_of_all()
    {
        PreferenceExample[] plain = [new([1, 2], [3, 0], [4, 0]), new([5], [6, 0], [7, 8, 0])];
        double Loss(double all, params double[] own) => Step(new() { Margin = all }, [[.. plain.Zip(own, (p, m) => p with { Margin = m })]]).Loss;
        Loss(0.5, 0, 0).ShouldBe(Loss(0, 0.5, 0.5));
        Loss(0.25, 0.25, 1).ShouldBe(Loss(0, 0.5, 1.25));
        Loss(0, 1, 0).ShouldBeGreaterThan(Loss(0, 0, 0));
    }

    [Fact]
    public void Small_batches_that_are_accumulated_equal_one_large()
    {
        PreferenceExample[] pairs = [new([1, 2], [3, 0], [4, 0], 0.5), new([5], [6, 0], [7, 8, 0]), new([9, 10, 11], [12, 13, 14, 0], [2, 0]),
            new([1], [0], [3, 0])];
        var options = new RewardOptions { Centering = 0.2, LanguageModelWeight = 0.5, Margin = 0.1 };
        var large = Step(options, [pairs]);
        var small = Step(options, [pairs[..1], pairs[1..]]);
        small.Loss.ShouldBe(large.Loss, 1e-6);
        small.GradientNorm.ShouldBe(large.GradientNorm, 1e-5 * large.GradientNorm);
        small.Chosen.Length.ShouldBe(4);
        for (var i = 0; i < 4; i++) small.Rejected[i].ShouldBe(large.Rejected[i], 1e-5f);
    }

    private static RewardStep Step(RewardOptions options, IReadOnlyList<PreferenceExample[]> batches)
    {
        using var policy = TinyModel.New();
        using var model = RewardStart.FromPolicy(policy, 1);
        using var optimizer = AdamW.For(model, 1e-3);
        return new RewardTrainer(model, new Updates("Reward training", optimizer, new(0, 10, 1), 1e-3, 1), options).Step(batches);
    }
}
