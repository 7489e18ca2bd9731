namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>The reward is half a deviation below that of the first steps: training makes answers worse by its own measure.</summary>
internal sealed class FallingRewardMonitor : IPpoMonitor
{
    private readonly StepWindow _reward = new(10), _spread = new(10);

    public string? Look(PpoStepRecord record)
    {
        _reward.Add(record.RewardMean);
        _spread.Add(record.RewardDeviation);
        return _reward.IsFull && _reward.Last < _reward.First - (0.5 * _spread.First)
            ? $"Falling reward: it fell from {_reward.First:0.00} to {_reward.Last:0.00}, so training makes the answers worse by the measure it is to raise. " +
                "Go back to an earlier " +
              "checkpoint, and lower PpoOptions.LearningRate or set PpoOptions.MaxGradNorm = 1; where the value loss is large, bring the scores to mean 0 " +
              "and deviation 1 " +
              "(PpoOptions.ScoreScaling with PpoOptions.ScoreNorm)."
            : null;
    }
}
