namespace AlwaysOnPolicy.Chat;

/// <summary>What the parts of one call tell each other across whatever client is between them: how large it is, and how often it was really sent.</summary>
/// <param name="tokens">What the call will use, about, its answer at its longest: what limits per minute count.</param>
internal sealed class CallTrace(long tokens)
{
    private static readonly AsyncLocal<CallTrace?> s_current = new();
    private int _attempts, _lost;

    /// <summary>Of the call under way here; null outside of any.</summary>
    public static CallTrace? Current => s_current.Value;

    public long Tokens => tokens;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Attempts that were sent and brought no whole reply: they may have been paid for.</summary>
    public int Lost => Volatile.Read(ref _lost);

    public void CountLost() => Interlocked.Increment(ref _lost);

    public void CountAttempt() => Interlocked.Increment(ref _attempts);

    /// <summary>Begins a call; it ends with the method that began it.</summary>
    public static CallTrace Begin(long tokens) => s_current.Value = new(tokens);

    /// <summary>What the method that says so sends from here on is of no call, though a call has set it off.</summary>
    public static void Leave() => s_current.Value = null;
}
