namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>How a server does: when it may be asked again, and whether it counts as lost. Safe to use from several threads.</summary>
internal sealed class ServerHealth(RolloutSettings settings, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _failedAt = long.MinValue, _pausedAt;
    private TimeSpan _pause;
    private int _failures, _throttles;

    public bool IsLost { get; private set; }

    /// <summary>Whether it has to be looked at before it is asked again: it may be another process now.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>What it failed with last.</summary>
    public string? LastTrouble { get; private set; }

    public long Now => time.GetTimestamp();

    /// <summary>Waits until it may be asked again.</summary>
    public async Task WaitAsync(CancellationToken cancel)
    {
        while (Left() is var left && left > TimeSpan.Zero) await Task.Delay(left, time, cancel);
    }

    /// <summary>It gave what it was asked for.</summary>
    public void Succeed()
    {
        lock (_gate) (_failures, _throttles) = (0, 0);
    }

    /// <summary>It was looked at, and serves what it shall. One that is lost stays so: those that asked it have left.</summary>
    public void Clear()
    {
        lock (_gate) IsDoubtful = false;
    }

    /// <summary>It failed a request. Of those that were under way together one counts: a cut connection fails all of them.</summary>
    /// <param name="began">When the request did.</param>
    /// <returns>Whether it is lost by this.</returns>
    public bool Fail(long began, ServerTrouble trouble)
    {
        lock (_gate)
        {
            LastTrouble = trouble.Message;
            if (!trouble.IsThrottle) IsDoubtful = true;
            if (began <= _failedAt || IsLost) return false;
            _failedAt = _pausedAt = time.GetTimestamp();
            var count = trouble.IsThrottle ? ++_throttles : ++_failures;
            var doubled = settings.FirstPauseSeconds * Math.Pow(2, Math.Min(count - 1, 30));
            _pause = trouble.Pause ?? TimeSpan.FromSeconds(Math.Min(settings.LongestPauseSeconds, doubled));
            IsLost = _pause > TimeSpan.FromSeconds(settings.LongestPauseSeconds)
                || (trouble.IsThrottle ? count >= settings.ThrottleRetries : count > settings.Retries);
            return IsLost;
        }
    }

    /// <summary>A lost server is looked for once more.</summary>
    public void Revive()
    {
        lock (_gate)
        {
            if (!IsLost) return;
            (IsLost, IsDoubtful, _pause, _throttles) = (false, true, TimeSpan.Zero, 0);
            _failures = settings.Retries;   // one attempt
        }
    }

    private TimeSpan Left()
    {
        lock (_gate) return _pause - time.GetElapsedTime(_pausedAt);
    }
}
