using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>A tokenizer of the goldens, put together from its source files.</summary>
internal sealed class TokenizerCase
{
    private static readonly Dictionary<(string, string), Tokenizer> s_loaded = [];

    private TokenizerCase(string folder) => (Folder, Meta) = (folder, Goldens.Json(Path.Combine(folder, "meta.json")));

    public string Folder { get; }

    public JsonElement Meta { get; }

    public static TokenizerCase Of(string folder) => new(folder);

    /// <summary>The entries of one of the case's files.</summary>
    public IEnumerable<JsonElement> Entries(string file) => Goldens.Json(Path.Combine(Folder, file)).EnumerateArray();

    /// <summary>The tokenizer that the case's ids come from; the test is reported as skipped where its source file is absent.</summary>
    public Tokenizer Tokenizer()
    {
        // Where the Python class read a .model file, that file is the source; else the tokenizer.json.
        var fromModel = Meta.GetProperty("class").GetString() is "T5Tokenizer" or "DebertaV2Tokenizer";
        return Tokenizer(fromModel ? ".model" : ".json");
    }

    /// <param name="kind">".model" or ".json": the source file to read.</param>
    public Tokenizer Tokenizer(string kind)
    {
        lock (s_loaded)
            return s_loaded.TryGetValue((Folder, kind), out var known) ? known : s_loaded[(Folder, kind)] = Load(kind);
    }

    public string? SourceOf(string kind) => Sources().FirstOrDefault(s => kind == ".model"
        ? s.Contains(".model", StringComparison.Ordinal)
        : s.EndsWith("tokenizer.json", StringComparison.Ordinal));

    /// <summary>Lays the source file and its settings into a folder, under the names that transformers gives them.</summary>
    public void LayInto(string target, string kind)
    {
        var source = SourceOf(kind)!;
        File.Copy(Find(source), Path.Combine(target, kind == ".model" ? "tokenizer.model" : "tokenizer.json"));
        var config = Sources().FirstOrDefault(s => s.EndsWith("tokenizer_config.json", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(target, "tokenizer_config.json"), Settings(config is null ? null : Find(config)));
        var map = Path.Combine(Folder, "special_tokens_map.json");
        if (File.Exists(map)) File.Copy(map, Path.Combine(target, "special_tokens_map.json"));
        var template = Path.Combine(Folder, "chat_template.jinja");
        if (File.Exists(template)) File.Copy(template, Path.Combine(target, "chat_template.jinja"));
    }

    private Tokenizer Load(string kind)
    {
        var target = Directory.CreateTempSubdirectory("aop-tokenizer-");
        try
        {
            LayInto(target.FullName, kind);
            return Tokenizers.Tokenizer.Load(target.FullName);
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    private IEnumerable<string> Sources() => Meta.GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("file").GetString()!);

    private string Find(string source) => File.Exists(Path.Combine(Folder, source)) ? Path.Combine(Folder, source) : Goldens.RequireSharedData(source);

    /// <summary>The settings that the reference was given: its file of them, and what was set beside it.</summary>
    private string Settings(string? file)
    {
        var settings = file is null
            ? new JsonObject { ["tokenizer_class"] = Meta.GetProperty("class").GetString() } : JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        foreach (var token in Meta.GetProperty("special_tokens").EnumerateObject()) settings[token.Name] = token.Value.GetProperty("text").GetString();
        settings["clean_up_tokenization_spaces"] = Meta.GetProperty("clean_up_tokenization_spaces").GetBoolean();
        return settings.ToJsonString();
    }
}
