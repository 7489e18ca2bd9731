using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Generation;

/// <summary>What generation gives against what training computes.</summary>
internal static class GenerationCheck
{
    /// <summary>Draws for each prompt, its tokens run in pieces, and compares each token's log-probability with the model's own pass over all
    /// before it.</summary>
    public static void LogProbabilitiesAreTheLearners(CausalModel model, IReadOnlyList<int[]> prompts, int newTokens)
    {
        using var batch = new GenerationBatch(model, new() { PrefillTokens = 5, MaxRows = 3, CacheTokens = 512 });
        var options = new SamplingOptions { MaxNewTokens = newTokens };
        var rows = prompts.Select(p => p.ToList()).ToArray();
        for (var i = 0; i < rows.Length; i++) batch.Add(new(prompts[i], options, (ulong)i) { TopLogProbabilities = 2 });
        using var noGrad = no_grad();
        while (batch.Running + batch.Waiting > 0)
            foreach (var token in batch.Step())
            {
                using var scope = NewDisposeScope();
                var (ids, mask) = PaddedRows.Left([[.. rows[token.Row]]]);
                var expected = model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1].log_softmax(-1).data<float>().ToArray();
                var at = $"row {token.Row} after {rows[token.Row].Count} tokens";
                token.LogProbability!.Value.ShouldBe(expected[token.Id], 1e-4f, at);
                token.Likeliest.Count.ShouldBe(2);
                token.Likeliest.Select(t => t.LogProbability).ShouldBe(expected.OrderDescending().Take(2), 1e-4f, at);
                token.Likeliest.ShouldAllBe(t => Math.Abs(t.LogProbability - expected[t.Id]) < 1e-4f);
                rows[token.Row].Add(token.Id);
            }
        rows.Zip(prompts).ShouldAllBe(r => r.First.Count == r.Second.Length + newTokens);
    }
}
