namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Where the hub is, who asks, and where the cache lies: huggingface_hub's environment variables.</summary>
public sealed record HubSettings
{
    /// <summary>HF_ENDPOINT.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    public required HubCache Cache { get; init; }

    /// <summary>HF_TOKEN, else the file that 'hf auth login' writes into HF_HOME; null asks without a name.</summary>
    public string? Token { get; init; }

    /// <summary>HF_HUB_OFFLINE: nothing is asked, the cache must do.</summary>
    public bool Offline { get; init; }

    /// <param name="variable">Looks an environment variable up.</param>
    /// <exception cref="SettingsException">HF_ENDPOINT is no web address.</exception>
    public static HubSettings Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var settings = new HubSettings { Cache = HubCache.Find(variable), Token = ReadToken(variable), Offline = IsTrue(variable("HF_HUB_OFFLINE")) };
        if (variable("HF_ENDPOINT") is not { Length: > 0 } endpoint) return settings;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? settings with { Endpoint = address }
            : throw new SettingsException($"HF_ENDPOINT is '{endpoint}', which is no web address: give one such as https://huggingface.co, or unset it.");
    }

    private static string? ReadToken(Func<string, string?> variable)
    {
        if (variable("HF_TOKEN")?.Trim() is { Length: > 0 } token) return token;
        var file = Path.Combine(HubCache.HomeOf(variable), "token");
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } stored ? stored : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // what may be fetched without a token still may
        }
    }

    private static bool IsTrue(string? value) => value?.Trim().ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
}
