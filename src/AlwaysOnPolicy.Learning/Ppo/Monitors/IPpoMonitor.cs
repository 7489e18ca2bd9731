namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Looks at an iteration step by step for one thing that can go wrong.</summary>
internal interface IPpoMonitor
{
    /// <returns>What is wrong, in plain words, and the settings to try; null while nothing is. It is asked on after it has spoken.</returns>
    string? Look(PpoStepRecord record);
}
