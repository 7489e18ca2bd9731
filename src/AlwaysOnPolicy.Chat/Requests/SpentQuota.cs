namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Tells a spent quota or budget, which no pause mends, from a limit per minute.</summary>
internal static class SpentQuota
{
    // OpenAI's error codes, the quota ids of Gemini, such as GenerateRequestsPerDayPerProjectPerModel-FreeTier, and Anthropic's words.
    private static readonly string[] s_signs = ["insufficient_quota", "billing_hard_limit_reached", "PerDay", "credit balance is too low"];

    /// <param name="body">A refusal's body.</param>
    public static bool Names(string body) => s_signs.Any(s => body.Contains(s, StringComparison.Ordinal));
}
