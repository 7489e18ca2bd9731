using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>config.json with errors that name the file and the key.</summary>
internal sealed class ConfigFile(JsonObject json, string path)
{
    public JsonObject Json => json;
    public string Path => path;

    public T Get<T>(string key) => Read<T>(key) is { Found: true } r ? r.Value! : throw Wrong(key, "is missing");

    public T Get<T>(string key, T otherwise) => Read<T>(key) is { Found: true } r ? r.Value! : otherwise;

    public JsonObject? Object(string key) => json[key] as JsonObject;

    /// <summary>Refuses an option that would change the arithmetic and is not built here.</summary>
    public void Require<T>(string key, T otherwise, params ReadOnlySpan<T> allowed)
    {
        var value = Get(key, otherwise);
        foreach (var a in allowed)
            if (EqualityComparer<T>.Default.Equals(value, a)) return;
        throw Wrong(key, $"is '{value}', which is not supported; supported: {string.Join(", ", allowed.ToArray().Select(a => $"'{a}'"))}");
    }

    public CheckpointException Wrong(string key, string what) => new($"'{path}': {key} {what}.");

    private (bool Found, T? Value) Read<T>(string key)
    {
        if (json[key] is not { } node) return (false, default);
        try
        {
            return (true, node.GetValue<T>());
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw Wrong(key, $"is {node.ToJsonString()}, which is not of the type expected ({typeof(T).Name})");
        }
    }
}
