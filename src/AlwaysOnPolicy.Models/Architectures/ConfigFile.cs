using System.Text.Json.Nodes;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>config.json with errors that name the file and the key.</summary>
/// <param name="within">Of an object inside the file: its key, and a dot.</param>
internal sealed class ConfigFile(JsonObject json, string path, string within = "")
{
    public JsonObject Json => json;
    public string Path => path;

    public T Get<T>(string key) => Read<T>(key) is { Found: true } r ? r.Value! : throw Wrong(key, "is missing");

    public T Get<T>(string key, T otherwise) => Read<T>(key) is { Found: true } r ? r.Value! : otherwise;

    /// <exception cref="CheckpointException">It is there, but no JSON object.</exception>
    public ConfigFile? Object(string key) => json[key] switch
    {
        null => null,
        JsonObject inner => new ConfigFile(inner, path, $"{within}{key}."),
        _ => throw Wrong(key, "is not a JSON object"),
    };

    /// <summary>A count or a width.</summary>
    /// <exception cref="CheckpointException">It is missing (where nothing stands in for it), or not in 1 … 2²⁴.</exception>
    public int Size(string key, int? otherwise = null)
    {
        var value = otherwise is { } given ? Get(key, given) : Get<int>(key);
        return value is > 0 and <= 1 << 24 ? value : throw Wrong(key, $"is {value}, which is out of range");
    }

    /// <exception cref="CheckpointException">The number is not above 0, or missing (where nothing stands in for it).</exception>
    public double Positive(string key, double? otherwise = null)
    {
        var value = otherwise is { } given ? Get(key, given) : Get<double>(key);
        return value > 0 && double.IsFinite(value) ? value : throw Wrong(key, $"is {value}; it must be above 0");
    }

    /// <summary>A token id, or null.</summary>
    /// <exception cref="CheckpointException">It is not in the vocabulary.</exception>
    public int? TokenId(string key, int vocabularySize)
    {
        if (json[key] is null) return null;
        var id = Get<int>(key);
        return id >= 0 && id < vocabularySize ? id : throw Wrong(key, $"is {id}, outside the vocabulary of {vocabularySize}");
    }

    /// <summary>A token id or a list of them; none where the key is absent.</summary>
    /// <exception cref="CheckpointException">It is neither, or one is not in the vocabulary.</exception>
    public IReadOnlyList<int> TokenIds(string key, int vocabularySize)
    {
        JsonNode?[] nodes = json[key] switch
        {
            null => [],
            JsonArray list => [.. list],
            var single => [single],
        };
        return [.. nodes.Select(n => n is not JsonValue v || !v.TryGetValue<int>(out var id)
            ? throw Wrong(key, $"is {json[key]!.ToJsonString()}; a token id or a list of them is expected")
            : id >= 0 && id < vocabularySize ? id : throw Wrong(key, $"is {id}, outside the vocabulary of {vocabularySize}"))];
    }

    /// <exception cref="CheckpointException">The one is not a multiple of the other.</exception>
    public void RequireMultiple(string key, int value, string ofKey, int of)
    {
        if (value % of != 0) throw Wrong(key, $"is {value}, which is not a multiple of {ofKey} {of}");
    }

    /// <summary>Refuses an option that would change the arithmetic and is not built here.</summary>
    public void Require<T>(string key, T otherwise, params ReadOnlySpan<T> allowed)
    {
        var value = Get(key, otherwise);
        foreach (var a in allowed)
            if (EqualityComparer<T>.Default.Equals(value, a)) return;
        throw Wrong(key, $"is '{value}', which is not supported; supported: {string.Join(", ", allowed.ToArray().Select(a => $"'{a}'"))}");
    }

    public CheckpointException Wrong(string key, string what) => new($"'{path}': {within}{key} {what}.");

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
