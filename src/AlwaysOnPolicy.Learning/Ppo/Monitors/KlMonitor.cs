using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>KL from the reference: below −1 nat, or far above the target.</summary>
internal sealed class KlMonitor(PpoOptions options, SamplingOptions sampling) : IPpoMonitor
{
    /// <summary>Times the target.</summary>
    private const double Far = 5;

    /// <summary>Of a score's mean or deviation, where 0 and 1 are usual.</summary>
    private const double Large = 5;

    public string? Look(PpoStepRecord record)
    {
        var kl = record.Kl;
        if (kl < -1)
            return $"Negative KL: it is {kl:0.0} nats an answer. {Cause()}";
        if (kl > Far * options.Target)
            return $"KL far off: it is {kl:0.0} nats an answer, more than {Far} times PpoOptions.Target ({options.Target:0.##}). The policy is leaving the " +
                "reference's language. " +
                $"Raise PpoOptions.InitKlCoef (now {options.InitKlCoef:0.####}), {(options.EarlyStopping ? "or lower" : "lower")} PpoOptions.LearningRate " +
                $"(now {options.LearningRate:0.##E0})" +
                (options.EarlyStopping ? "." : ", or set PpoOptions.EarlyStopping = true.") + Scores(record);
        return null;
    }

    /// <summary>What of the settings in force draws answers from another distribution than the policy's, and how to undo it.</summary>
    private string Cause()
    {
        string[] undo =
        [
            .. new (bool Set, string Undo)[]
            {
                (sampling.Greedy, "SamplingOptions.Greedy = false"), (!sampling.Greedy && sampling.TopK > 0, "SamplingOptions.TopK = 0"),
                    (!sampling.Greedy && sampling.TopP < 1, "SamplingOptions.TopP = 1"),
                (!sampling.Greedy && sampling.Temperature != 1, "SamplingOptions.Temperature = 1"),
                    (!sampling.Greedy && sampling.RepetitionPenalty != 1, "SamplingOptions.RepetitionPenalty = 1"),
                    (sampling.MinNewTokens > 0, "SamplingOptions.MinNewTokens = 0"),
            }.Where(s => s.Set).Select(s => s.Undo),
        ];
        var full = options.KlPenalty == KlPenalty.Full ? "" : "PpoOptions.KlPenalty = Full";
        return undo.Length > 0
            ? "The answers are not drawn from the policy's own distribution, so the penalty rewards what it should punish. Set " +
                $"{string.Join(" and ", undo)}{(full.Length > 0 ? $", or use {full}" : "")}."
            : "The answers are drawn from the policy's own distribution, so this is chance: a batch of few answers strays. " +
              (full.Length > 0 ? $"Raise PpoOptions.BatchSize, or use {full}, which cannot be negative." : "Raise PpoOptions.BatchSize.");
    }

    /// <summary>Next to scores of a large unit or far from 0, no penalty is felt.</summary>
    private static string Scores(PpoStepRecord record)
    {
        if (!record.Stats.TryGetValue("ppo/mean_scores", out var mean) || !record.Stats.TryGetValue("ppo/std_scores", out var deviation)) return "";
        return Math.Abs(mean) > Large || deviation > Large
            ? $" But first the scores: their mean is {mean:0.#} and their deviation {deviation:0.#}, beside which the penalty counts for little. Set " +
                "PpoOptions.ScoreScaling = true and " +
              "PpoOptions.ScoreNorm = true, or bring them to mean 0 and deviation 1 with PpoOptions.ScoreFactor and PpoOptions.ScoreOffset."
            : "";
    }
}
