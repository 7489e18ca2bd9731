namespace AlwaysOnPolicy.Chat.Rollouts;

/// <summary>A server did not do what it was asked, and may do it when it is asked again.</summary>
/// <param name="pause">How long it asks to be left alone; null where it does not say.</param>
/// <param name="isThrottle">Whether it only has too much to do.</param>
internal sealed class ServerTrouble(string message, TimeSpan? pause = null, bool isThrottle = false, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? Pause => pause;

    public bool IsThrottle => isThrottle;
}
