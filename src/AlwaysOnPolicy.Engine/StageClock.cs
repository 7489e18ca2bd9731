using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Engine;

/// <summary>The processor time of a stage.</summary>
/// <remarks>Where stages run one after another it is the whole process's. Beside others it is that of the stage's own thread times torch's threads, which work
/// and wait side by side: exact with one thread, and an upper bound with several.</remarks>
internal sealed class StageClock
{
    private readonly bool _alone;
    private readonly int _threads;
    private readonly TimeSpan _start;

    private StageClock(StageCompute? compute)
    {
        (_alone, _threads) = (compute is null || compute.ParallelStages == 1, compute?.Threads ?? 1);
        _start = Now;
    }

    /// <summary>Since <see cref="Start"/>; to be asked on the same thread.</summary>
    public TimeSpan Elapsed => Now - _start;

    private TimeSpan Now => _alone ? Environment.CpuUsage.TotalTime : _threads * ThreadClock.Now;

    public static StageClock Start(StageCompute? compute) => new(compute);
}
