namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Every answer gets the same reward: none is better than another.</summary>
internal sealed class SameRewardMonitor : IPpoMonitor
{
    private const int Steps = 5;
    private const double Same = 1e-9;
    private int _inARow;

    public string? Look(PpoStepRecord record)
    {
        _inARow = record.RewardDeviation <= Same ? _inARow + 1 : 0;
        return _inARow >= Steps
            ? $"Same reward: in {Steps} steps one after the other all answers scored {record.RewardMean:0.###}, so there is nothing to learn " +
                "from. Take a reward that tells " +
              "such answers apart, raise SamplingOptions.Temperature to have others, or stop here if this is the best there is."
            : null;
    }
}
