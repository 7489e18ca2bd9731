using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>One optimizer step of reward training.</summary>
internal sealed class RewardStep(RewardNetwork model, Updates updates, RewardOptions options)
{
    internal sealed record Outcome(double Loss, double LearningRate, double GradientNorm, float[] Chosen, float[] Rejected);

    /// <summary>-log σ(r₁ − r₂) + λ(r₁ + r₂)², means over the pairs, + w · mean negative log-likelihood of the chosen tokens.</summary>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    public Outcome Run(IReadOnlyList<PreferenceExample> batch)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(batch);
        var hidden = model.Trunk.Hidden(rows.Ids, rows.Mask, rows.Positions);   // [2B, T, C]
        var (chosen, rejected) = Split(model.AtLastToken(hidden, rows.Mask));

        var loss = BradleyTerry(chosen, rejected);
        if (options.Centering != 0) loss += options.Centering * (chosen + rejected).square().mean();
        if (options.LanguageModelWeight != 0)
            loss += options.LanguageModelWeight / rows.TargetCount * rows.NegativeLogLikelihood(model.Trunk, hidden);

        var value = loss.ToDouble();
        updates.RequireFinite(value);
        loss.backward();
        var (rate, norm) = updates.Apply();
        return new(value, rate, norm, [.. chosen.contiguous().data<float>()], [.. rejected.contiguous().data<float>()]);
    }

    /// <summary>The mean of -log σ(chosen − rejected): Bradley and Terry's model of a paired comparison.</summary>
    internal static Tensor BradleyTerry(Tensor chosen, Tensor rejected) => -nn.functional.logsigmoid(chosen - rejected).mean();

    /// <summary>The chosen and the rejected row of the first pair, of the second, and so on; only chosen responses are targets.</summary>
    /// <remarks>
    /// Neighbours, because a bias behind the last norm adds the same to both rewards: its gradient from the pairs is zero, the pair's two
    /// shares being opposite to the last bit. Summed side by side they cancel exactly; with all chosen rows first a rounding error remains,
    /// and Adam, which divides by the gradient's own size, makes steps of it.
    /// </remarks>
    internal static TokenRows Rows(IReadOnlyList<PreferenceExample> batch) => TokenRows.Of(
        [.. batch.SelectMany(e => new[] { (e.Prompt, e.Chosen), ([.. e.Prompt, .. e.Rejected], []) })]);

    /// <param name="rewards">Of the rows in this order, [2B].</param>
    /// <returns>[B] each.</returns>
    internal static (Tensor Chosen, Tensor Rejected) Split(Tensor rewards)
    {
        var pairs = rewards.view(-1, 2);
        return (pairs.select(1, 0), pairs.select(1, 1));
    }
}
