using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The files of a tokenizer, kept as they were read so that they can be written beside a trained model.</summary>
internal sealed class TokenizerFiles
{
    public const string Main = "tokenizer.json";
    private static readonly string[] s_names =
        [Main, "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json"];

    private readonly Dictionary<string, byte[]> _contents;
    private readonly JsonElement _config;

    private TokenizerFiles(string folder, Dictionary<string, byte[]> contents)
    {
        Folder = folder;
        _contents = contents;
        Root = Parse(Main);
        _config = contents.ContainsKey("tokenizer_config.json") ? Parse("tokenizer_config.json") : JsonDocument.Parse("{}").RootElement;
        CleanUpSpaces = _config.Flag("clean_up_tokenization_spaces");
        ChatTemplate = contents.TryGetValue("chat_template.jinja", out var file) ? System.Text.Encoding.UTF8.GetString(file) : TemplateInConfig();
    }

    public string Folder { get; }
    public JsonElement Root { get; }
    public bool CleanUpSpaces { get; }
    public string? ChatTemplate { get; }

    public static TokenizerFiles Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Main)))
            throw new CheckpointException($"'{folder}' has no {Main}. Download it with the model; older tokenizers without it are not read.");
        try
        {
            return new TokenizerFiles(folder, s_names.Where(n => File.Exists(Path.Combine(folder, n))).ToDictionary(n => n, n => File.ReadAllBytes(Path.Combine(folder, n))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The tokenizer in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A special token's text, from tokenizer_config.json or special_tokens_map.json; a string there, or an object with "content".</summary>
    public string? SpecialToken(string name)
    {
        foreach (var source in _contents.ContainsKey("special_tokens_map.json") ? new[] { _config, Parse("special_tokens_map.json") } : [_config])
            if (source.ValueKind == JsonValueKind.Object && source.TryGetProperty(name, out var token))
                switch (token.ValueKind)
                {
                    case JsonValueKind.String: return token.GetString();
                    case JsonValueKind.Object when token.TryGetProperty("content", out var content): return content.GetString();
                }
        return null;
    }

    public void CopyTo(string folder)
    {
        foreach (var (name, content) in _contents) File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>One template, or a list of named ones of which "default" counts.</summary>
    private string? TemplateInConfig()
    {
        if (_config.IsNull("chat_template")) return null;
        var template = _config.GetProperty("chat_template");
        if (template.ValueKind == JsonValueKind.String) return template.GetString();
        return template.ValueKind == JsonValueKind.Array
            ? template.EnumerateArray().Where(t => t.Text("name") == "default").Select(t => t.Text("template")).FirstOrDefault()
            : null;
    }

    private JsonElement Parse(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(_contents[name]);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("it is not an object.");
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{Path.Combine(Folder, name)}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }
}
