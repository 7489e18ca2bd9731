namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>How long a service is waited for, and how often it is asked again.</summary>
/// <param name="TimeoutSeconds">Of one attempt.</param>
/// <param name="Retries">Further attempts after an error of the service, a time-out or a cut connection.</param>
/// <param name="FirstPauseSeconds">Before the second attempt; it doubles before each further one.</param>
/// <param name="LongestPauseSeconds">A service that asks for a longer pause ends the call.</param>
/// <param name="ThrottleRetries">Further attempts after a refusal for load, which take none of the others away; null: as many.</param>
internal sealed record Patience(int TimeoutSeconds, int Retries, double FirstPauseSeconds, int LongestPauseSeconds, int? ThrottleRetries = null);
