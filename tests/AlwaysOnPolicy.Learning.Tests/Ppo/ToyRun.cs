using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>The set-up of the recorded learning curve with nothing replayed: queries, answers and orders are drawn here.</summary>
internal static class ToyRun
{
    public static string Folder => Goldens.Material("ppo/14_learning_curve");

    /// <param name="steps">The recorded runs have 30.</param>
    /// <param name="below">The score is the share of an answer's tokens, end-of-text included, with an id below it; 20 in the recorded runs.</param>
    /// <param name="change">Of the recorded hyper-parameters.</param>
    /// <returns>The mean score of each step.</returns>
    public static double[] Curve(ulong seed, int steps, int below, Func<PpoOptions, PpoOptions>? change = null)
    {
        TorchSharp.torch.set_num_threads(1);
        var golden = Goldens.Json(Path.Combine(Folder, "case.json"));
        var options = PpoGoldenCase.Options(golden);
        options = change?.Invoke(options) ?? options;
        string Model(string key) => Path.GetFullPath(Path.Combine(Folder, golden.GetProperty(key).GetString()!));
        var end = golden.GetProperty("eos_token_id").GetInt32();

        using var policy = ModelFolder.LoadCausal(Model("policy"));
        using var reference = ModelFolder.LoadCausal(Model("reference"));
        using var head = ValueHeadFile.LoadOrNew(Model("policy"), policy.HiddenSize);
        using var trainer = new PpoTrainer(policy, head, reference, options, golden.GetProperty("pad_token_id").GetInt32());
        var sampling = new SamplingOptions { MaxNewTokens = 12, EosIds = [end] };

        var curve = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            var random = SeededRandom.For(seed, "queries", $"{step}");
            int[][] queries = [.. Enumerable.Range(0, options.BatchSize).Select(
                _ => Enumerable.Range(0, 2 + random.Next(3)).Select(_ => random.Next(end)).ToArray())];
            ulong[] seeds = [.. queries.Select((_, row) => Seeds.Derive(seed, "answers", $"{step}:{row}"))];
            var answers = Generator.Generate(policy, queries, seeds, sampling);
            double[] scores = [.. answers.Select(a => a.Average(id => id < below ? 1.0 : 0))];
            var orders = SeededRandom.For(seed, "mini-batches", $"{step}");
            trainer.Step([.. queries.Zip(answers, (q, a) => (q, a)).Select((r, row) => new Rollout(r.q, r.a, scores[row]))], _ =>
                orders.Permutation(options.BatchSize));
            curve[step] = scores.Average();
        }
        return curve;
    }
}
