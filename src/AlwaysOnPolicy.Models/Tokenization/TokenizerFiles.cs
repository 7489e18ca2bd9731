using System.Text.Json;
using AlwaysOnPolicy.Models.Tokenization.SentencePiece;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The files of a tokenizer, kept as they were read so that they can be written beside a trained model.</summary>
internal sealed class TokenizerFiles
{
    public const string Main = "tokenizer.json";
    public const string Config = "tokenizer_config.json";
    public const string SpecialTokensMap = "special_tokens_map.json";
    public const string TemplateText = "chat_template.jinja";
    public const string TemplateJson = "chat_template.json";

    private static readonly string[] s_spmNames = ["spiece.model", "spm.model", "tokenizer.model"];

    private static readonly string[] s_names =
        [Main, Config, SpecialTokensMap, TemplateText, TemplateJson, "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json", .. s_spmNames];

    private readonly Dictionary<string, byte[]> _contents;

    private TokenizerFiles(string folder, Dictionary<string, byte[]> contents) => (Folder, _contents) = (folder, contents);

    public string Folder { get; }

    /// <summary>Whether the folder has a tokenizer.json or a SentencePiece model.</summary>
    public static bool AreIn(string folder) => s_spmNames.Append(Main).Any(n => File.Exists(Path.Combine(folder, n)));

    /// <exception cref="CheckpointException">There is neither a tokenizer.json nor a SentencePiece model, or a file cannot be read.</exception>
    public static TokenizerFiles Read(string folder)
    {
        if (!AreIn(folder))
            throw new CheckpointException($"'{folder}' has no {Main} and no SentencePiece model ({string.Join(", ", s_spmNames)}). Download it with the model; " +
                "older tokenizers without either are not read.");
        try
        {
            return new TokenizerFiles(folder, s_names.Where(n => File.Exists(Path.Combine(folder, n)))
                .ToDictionary(n => n, n => File.ReadAllBytes(Path.Combine(folder, n))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The tokenizer in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public ComponentJson? JsonOrNull(string name) => _contents.TryGetValue(name, out var bytes) ? Parse(PathOf(name), bytes) : null;

    /// <summary>The SentencePiece model; it counts where there is no tokenizer.json.</summary>
    public SpmFile SentencePieceModel()
    {
        var name = s_spmNames.First(_contents.ContainsKey);
        return SpmFile.Parse(PathOf(name), _contents[name]);
    }

    public string? TextOrNull(string name) => _contents.TryGetValue(name, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The model's type as config.json beside the tokenizer names it; null without that file.</summary>
    public string? ModelType()
    {
        var path = PathOf("config.json");
        return File.Exists(path) ? Parse(path, File.ReadAllBytes(path)).TextOrNull("model_type") : null;
    }

    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in _contents) File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    private static ComponentJson Parse(string path, byte[] bytes)
    {
        try
        {
            var text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
            using var document = JsonDocument.Parse(text);
            return new ComponentJson(path, "", document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{path}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }
}
