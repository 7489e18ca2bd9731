namespace AlwaysOnPolicy.Models.Serving;

/// <summary>How many tokens are still to be drawn, and how fast they come. Safe to use from several threads.</summary>
internal sealed class DrawingPace
{
    private const double Newest = 0.1;   // share of the last step in the mean
    private long _owed;
    private double _seconds = 0.01;

    /// <summary>About how long it takes to draw all that is owed, in whole seconds, from 1 to 60.</summary>
    public int SecondsLeft => (int)Math.Clamp(Math.Ceiling(Interlocked.Read(ref _owed) * Volatile.Read(ref _seconds)), 1, 60);

    /// <summary>An answer was asked for.</summary>
    /// <param name="tokens">Its most.</param>
    public void Owe(int tokens) => Interlocked.Add(ref _owed, tokens);

    /// <summary>An answer is over before its most tokens.</summary>
    public void Forgive(int tokens) => Interlocked.Add(ref _owed, -tokens);

    public void Draw(int tokens, TimeSpan took)
    {
        if (tokens == 0) return;
        Interlocked.Add(ref _owed, -tokens);
        Volatile.Write(ref _seconds, ((1 - Newest) * _seconds) + (Newest * took.TotalSeconds / tokens));
    }
}
