using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A step's statistics under TRL's keys.</summary>
internal static class PpoStats
{
    /// <summary>Reads a mini-batch's scalars in one transfer.</summary>
    public static Dictionary<string, double> OfUpdate(Dictionary<string, Tensor> scalars)
    {
        using var scope = NewDisposeScope();
        var values = stack([.. scalars.Values.Select(v => v.detach())]).data<float>().ToArray();
        return scalars.Keys.Zip(values).ToDictionary(p => p.First, p => (double)p.Second);
    }

    public static (Dictionary<string, double> Scalars, Dictionary<string, double[]> Distributions) Collect(
        IReadOnlyList<PpoUpdate> updates, IReadOnlyList<Rollout> rollouts, IReadOnlyList<double> scoresUsed, double[] kl, double entropy, double klCoef,
            double nonScoreReward, double learningRate)
    {
        double[] scores = [.. rollouts.Select(r => r.Score)];
        var scalars = new Dictionary<string, double>
        {
            ["objective/kl"] = kl.Average(),
            ["objective/kl_coef"] = klCoef,
            ["objective/entropy"] = entropy,
            ["ppo/mean_non_score_reward"] = nonScoreReward,
            ["ppo/mean_scores"] = scoresUsed.Average(),
            ["ppo/std_scores"] = Deviation(scoresUsed),
            ["ppo/learning_rate"] = learningRate,
            ["env/reward_mean"] = scores.Average(),
            ["env/reward_std"] = Deviation(scores),
        };
        foreach (var key in updates[0].Stats.Keys) scalars[$"ppo/{key}"] = updates.Average(u => u.Stats[key]);
        if (scalars.TryGetValue("ppo/val/error", out var error)) scalars["ppo/val/var_explained"] = 1 - (error / scalars["ppo/returns/var"]);

        var distributions = new Dictionary<string, double[]> { ["objective/kl_dist"] = kl, ["env/reward_dist"] = scores };
        foreach (var (name, lengths) in new[]
        {
            ("queries", rollouts.Select(r => (double)r.Query.Length).ToArray()), ("responses", rollouts.Select(r => (double)r.Response.Length).ToArray()),
        })
        {
            scalars[$"tokens/{name}_len_mean"] = lengths.Average();
            scalars[$"tokens/{name}_len_std"] = Deviation(lengths);
            distributions[$"tokens/{name}_dist"] = lengths;
        }
        return (scalars, distributions);
    }

    private static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Count - 1));
    }
}
