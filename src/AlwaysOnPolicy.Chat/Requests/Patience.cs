namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>How long a service is waited for, and how often it is asked again.</summary>
/// <param name="TimeoutSeconds">Of one attempt.</param>
/// <param name="Retries">Further attempts.</param>
/// <param name="FirstPauseSeconds">Before the second attempt; it doubles before each further one.</param>
/// <param name="LongestPauseSeconds">A service that asks for a longer pause ends the call.</param>
internal sealed record Patience(int TimeoutSeconds, int Retries, double FirstPauseSeconds, int LongestPauseSeconds);
