using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Reward training on one batch after another: a step is forward, loss, backward, and the optimizer's.</summary>
internal sealed class RewardTrainer(ScalarNetwork model, Updates updates, RewardOptions options)
{
    /// <summary>-log σ(r₁ − r₂ − m) + λ(r₁ + r₂)², means over the pairs of the step, + w · mean negative log-likelihood of its chosen tokens.</summary>
    /// <param name="batches">The forward passes of the step.</param>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    public RewardStep Step(IReadOnlyList<PreferenceExample[]> batches)
    {
        using var threads = model is RewardNetwork decoder ? TorchThreads.For(decoder.Trunk.HiddenSize) : null;
        // Each batch's gradient is weighted by its share of the step's pairs and tokens, so that k small batches equal one large.
        var (pairs, tokens) = (batches.Sum(b => b.Length), batches.Sum(b => b.Sum(e => (long)e.Chosen.Length)));
        var (loss, chosen, rejected) = (0.0, new List<float>(pairs), new List<float>(pairs));
        foreach (var batch in batches) loss += Accumulate(batch, pairs, tokens, chosen, rejected);
        var (rate, norm) = updates.Apply();
        return new(loss, rate, norm, [.. chosen], [.. rejected]);
    }

    private double Accumulate(PreferenceExample[] batch, int pairs, long tokens, List<float> chosenRewards, List<float> rejectedRewards)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(batch);
        var (rewards, hidden, hiddenEnd, head) = Forward(rows);
        var (chosen, rejected) = Split(rewards);

        var loss = Loss(chosen, rejected, Margins(batch), options.Centering) * ((double)batch.Length / pairs);
        var value = loss.ToDouble();
        if (head is not null) value -= options.LanguageModelWeight / tokens * head.Logprobs.Sum(x => (double)x);
        updates.RequireFinite(value);
        loss.backward();
        if (head is not null)
        {
            var share = new float[head.Logprobs.Length];
            Array.Fill(share, (float)(-options.LanguageModelWeight / tokens));
            head.Backward(share);
            if (hidden!.requires_grad) hidden.backward([hiddenEnd!.grad!]);
        }
        chosenRewards.AddRange(chosen.contiguous().data<float>());
        rejectedRewards.AddRange(rejected.contiguous().data<float>());
        return value;
    }

    /// <summary>The rewards [2B], and what the model says of the chosen tokens where it is asked for, from one pass through the trunk: its end is then cut off
    /// for both to begin with.</summary>
    private (Tensor Rewards, Tensor? Hidden, Tensor? HiddenEnd, HeadPass? Head) Forward(TokenRows rows)
    {
        if (model is not RewardNetwork decoder || options.LanguageModelWeight == 0) return (model.Rewards(rows.Ids, rows.Mask), null, null, null);
        var hidden = decoder.Trunk.Hidden(rows.Ids, rows.Mask, rows.Positions);   // [2B, T, C]
        var end = hidden.requires_grad ? hidden.detach().requires_grad_(true) : hidden;
        return (decoder.AtLastToken(end, rows.Ids, rows.Mask), hidden, end, rows.Predict(decoder.Trunk, end));
    }

    /// <summary>The mean over the pairs of -log σ(chosen − rejected − margin) + centering · (chosen + rejected)².</summary>
    /// <param name="chosen">Rewards, [B].</param>
    /// <param name="rejected">[B].</param>
    /// <param name="margin">[B]; null is 0.</param>
    /// <returns>A scalar.</returns>
    /// <remarks>Bradley and Terry's model of a paired comparison; with margins as in Llama 2 (Touvron et al. 2023, eq. 2); the second term as TRL's
    /// <c>center_rewards_coefficient</c> (Eisenstein et al. 2023).</remarks>
    internal static Tensor Loss(Tensor chosen, Tensor rejected, Tensor? margin, double centering)
    {
        var lead = margin is null ? chosen - rejected : chosen - rejected - margin;
        var loss = -nn.functional.logsigmoid(lead).mean();
        return centering == 0 ? loss : loss + (centering * (chosen + rejected).square().mean());
    }

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

    private Tensor? Margins(PreferenceExample[] batch)
    {
        float[] margins = [.. batch.Select(e => (float)(options.Margin + e.Margin))];
        return Array.TrueForAll(margins, m => m == 0) ? null : tensor(margins);
    }
}
