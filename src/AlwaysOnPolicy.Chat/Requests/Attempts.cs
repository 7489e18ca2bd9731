namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>How often a request was really sent, as <see cref="RetryHandler"/> counts it.</summary>
internal static class Attempts
{
    private static readonly HttpRequestOptionsKey<int> s_key = new("attempts");

    public static int Of(HttpRequestMessage request) => request.Options.TryGetValue(s_key, out var made) ? made : 0;

    public static void CountOne(HttpRequestMessage request) => request.Options.Set(s_key, Of(request) + 1);

    /// <summary>For messages: "one attempt", "3 attempts".</summary>
    public static string In(HttpRequestMessage request) => Of(request) is var made && made == 1 ? "one attempt" : $"{made} attempts";
}
