namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>KL from the reference: below −1 nat, or far above the target.</summary>
internal sealed class KlMonitor(PpoOptions options) : IPpoMonitor
{
    /// <summary>Times the target.</summary>
    private const double Far = 5;

    public string? Look(PpoStepRecord record)
    {
        var kl = record.Stats["objective/kl"];
        if (kl < -1)
            return $"Negative KL: it is {kl:0.0} nats an answer. The answers are not drawn from the policy's own distribution, so the penalty rewards what it " +
                "should punish. Set sampling.top_k: 0, sampling.top_p: 1 and sampling.min_new_tokens: 0, or use ppo.kl_penalty: full.";
        if (kl > Far * options.Target)
            return $"KL far off: it is {kl:0.0} nats an answer, more than {Far} times ppo.target ({options.Target:0.##}). The policy is leaving the reference's language. " +
                "Raise ppo.init_kl_coef, lower ppo.learning_rate, or set ppo.early_stopping: true.";
        return null;
    }
}
