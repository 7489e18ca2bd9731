using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Where the hub is, who asks, and where the cache lies: huggingface_hub's environment variables.</summary>
public sealed record HubSettings
{
    /// <summary>HF_ENDPOINT.</summary>
    public Uri Endpoint { get; init => field = OptionNotNull.Check(value); } = new("https://huggingface.co");

    /// <summary>Where downloads lie.</summary>
    public required HubCache Cache { get; init => field = OptionNotNull.Check(value); }

    /// <summary>HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the file that 'hf auth login' writes: HF_TOKEN_PATH, else token in HF_HOME; null asks without a
    /// name.</summary>
    public string? Token { get; init; }

    /// <summary>HF_HUB_OFFLINE, else TRANSFORMERS_OFFLINE: nothing is asked, the cache must do.</summary>
    public bool Offline { get; init; }

    /// <summary>What the environment says.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    /// <exception cref="SettingsException">HF_ENDPOINT is no web address.</exception>
    public static HubSettings Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var settings = new HubSettings
        {
            Cache = HubCache.Find(variable),
            Token = KnownSecrets.Remember(ReadToken(variable)),
            Offline = IsTrue(First(variable, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
        };
        if (variable("HF_ENDPOINT") is not { Length: > 0 } endpoint) return settings;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? settings with { Endpoint = ServiceAddress.Read(endpoint, "HF_ENDPOINT", "https://huggingface.co") }
            : throw new SettingsException($"HF_ENDPOINT is '{endpoint}', which is no web address: give one such as https://huggingface.co, or unset it.");
    }

    private static string? ReadToken(Func<string, string?> variable)
    {
        if (First(variable, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") is { } token) return token;
        var file = HubCache.Named(variable, "HF_TOKEN_PATH") ?? Path.Combine(HubCache.HomeOf(variable), "token");
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } stored ? stored : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // what may be fetched without a token still may
        }
    }

    /// <summary>The first of the variables that says something.</summary>
    private static string? First(Func<string, string?> variable, params string[] names) =>
        names.Select(n => variable(n)?.Trim()).FirstOrDefault(v => v is { Length: > 0 });

    private static bool IsTrue(string? value) => value?.Trim().ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
}
