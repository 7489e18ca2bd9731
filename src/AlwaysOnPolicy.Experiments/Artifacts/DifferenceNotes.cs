using System.Globalization;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Says how far the rollout servers' log-probabilities are from the learner's.</summary>
/// <param name="rollouts">Null where no server draws.</param>
internal sealed class DifferenceNotes(RolloutSettings? rollouts, Action<string> note)
{
    private readonly List<(double Mean, double Max)> _steps = [];
    private bool _warned;

    public void Add(PpoStepRecord step)
    {
        if (rollouts is null || step.LogprobDifference is not { } difference) return;
        _steps.Add(difference);
        if (_warned || difference.Mean <= rollouts.MaxLogprobDifference) return;
        _warned = true;
        note(string.Create(CultureInfo.InvariantCulture, $"Step {step.Step}: the rollout servers' log-probabilities differ from the learner's by " +
            $"{difference.Mean:0.0000} nats a token, more than rollouts.max_logprob_difference ({rollouts.MaxLogprobDifference}): they compute with other " +
            $"numbers, or serve other weights. The learner's own count, but what was drawn is not quite this policy's."));
    }

    /// <summary>All steps are done.</summary>
    public void End()
    {
        if (_steps.Count > 0)
            note(string.Create(CultureInfo.InvariantCulture, $"Rollout servers drew {_steps.Count} steps: their log-probabilities differ from the learner's " +
                $"by {_steps.Average(s => s.Mean):0.0e+0} nats a token on the average, {_steps.Max(s => s.Max):0.0e+0} at most."));
    }
}
