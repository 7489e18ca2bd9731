using System.Buffers.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>The files of a tokenizer, kept as they were read so that they can be written beside a trained model.</summary>
internal sealed class TokenizerFiles
{
    public const string Main = "tokenizer.json";
    public const string Config = "tokenizer_config.json";
    public const string SpecialTokensMap = "special_tokens_map.json";
    public const string TemplateText = "chat_template.jinja";
    public const string TemplateJson = "chat_template.json";
    public const string TiktokenExtension = ".tiktoken";

    private static readonly string[] s_spmNames = ["spiece.model", "spm.model", "tokenizer.model"];   // or a tiktoken file: what is in it tells

    private static readonly string[] s_neighbours = [Config, SpecialTokensMap, TemplateText, TemplateJson];

    private static readonly string[] s_names = [Main, .. s_neighbours, "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json", .. s_spmNames];

    private readonly Dictionary<string, byte[]> _contents;

    private readonly string? _ranks;   // the tiktoken file that was named

    private TokenizerFiles(string folder, Dictionary<string, byte[]> contents, string? ranks) => (Folder, _contents, _ranks) = (folder, contents, ranks);

    public string Folder { get; }

    /// <summary>Whether the folder has a tokenizer.json, a SentencePiece model or a tiktoken file.</summary>
    public static bool AreIn(string folder) => s_spmNames.Append(Main).Any(n => File.Exists(Path.Combine(folder, n))) || Ranks(folder).Length > 0;

    private static string[] Ranks(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + TiktokenExtension).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Whether a file's first line is a token in base64, a blank and a number: Llama 3's tokenizer.model is a tiktoken file by another name.</summary>
    private static bool IsRanks(string name, ReadOnlySpan<byte> content)
    {
        if (name.EndsWith(TiktokenExtension, StringComparison.Ordinal)) return true;
        if (!s_spmNames.Contains(name)) return false;
        var line = content[..(content.IndexOf((byte)'\n') is >= 0 and var end ? end : content.Length)].TrimEnd((byte)'\r');
        return line.IndexOf((byte)' ') is > 0 and var blank && Base64.IsValid(line[..blank])
            && line[(blank + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <exception cref="CheckpointException">There is no tokenizer.json, no SentencePiece model and no tiktoken file, or a file cannot be read.</exception>
    public static TokenizerFiles Read(string folder)
    {
        if (!AreIn(folder))
            throw new CheckpointException($"'{folder}' has no {Main}, no SentencePiece model ({string.Join(", ", s_spmNames)}) and no " +
                $"{TiktokenExtension} file. Download it with the model; older tokenizers without any of them are not read.");
        return new(folder, Contents(folder, [.. s_names, .. Ranks(folder)]), ranks: null);
    }

    /// <summary>One file, with the settings and the chat template beside it; no other vocabulary of its folder.</summary>
    /// <param name="isTiktoken">Else its name and what is in it tell.</param>
    /// <exception cref="CheckpointException">A file is missing or cannot be read.</exception>
    public static TokenizerFiles ReadFile(string file, bool isTiktoken)
    {
        if (!File.Exists(file)) throw new CheckpointException($"'{file}' is not there. Give the path of a {TiktokenExtension} file.");
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file));
        var contents = Contents(folder, [name, .. s_neighbours]);
        var isOther = name == Main || (s_spmNames.Contains(name) && !IsRanks(name, contents[name]));
        return new(folder, contents, isOther && !isTiktoken ? null : name);
    }

    private static Dictionary<string, byte[]> Contents(string folder, string[] names)
    {
        try
        {
            return names.Where(n => File.Exists(Path.Combine(folder, n))).ToDictionary(n => n, n => File.ReadAllBytes(Path.Combine(folder, n)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The tokenizer in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public ComponentJson? JsonOrNull(string name) => _contents.TryGetValue(name, out var bytes) ? Parse(PathOf(name), bytes) : null;

    /// <summary>The SentencePiece model, which counts where there is no tokenizer.json; null without one.</summary>
    public (string Path, byte[] Bytes)? SentencePieceModel() => _ranks is null
        && s_spmNames.FirstOrDefault(n => _contents.TryGetValue(n, out var bytes) && !IsRanks(n, bytes)) is { } name
        ? (PathOf(name), _contents[name])
        : null;

    /// <summary>The tiktoken file, which counts where there is neither of the others.</summary>
    /// <exception cref="CheckpointException">There are several.</exception>
    public (string Path, byte[] Bytes) Tiktoken()
    {
        string[] names = _ranks is not null ? [_ranks] : [.. _contents.Where(c => IsRanks(c.Key, c.Value)).Select(c => c.Key).Order(StringComparer.Ordinal)];
        return names is [var name]
            ? (PathOf(name), _contents[name])
            : throw new CheckpointException($"'{Folder}' has the tiktoken files {string.Join(", ", names)}. Name the one to read.");
    }

    public string? TextOrNull(string name) => _contents.TryGetValue(name, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The model's type as config.json beside the tokenizer names it; null without that file.</summary>
    public string? ModelType()
    {
        var path = PathOf("config.json");
        return File.Exists(path) ? Parse(path, File.ReadAllBytes(path)).TextOrNull("model_type") : null;
    }

    public byte[]? BytesOrNull(string name) => _contents.GetValueOrDefault(name);

    /// <param name="config">What is written as tokenizer_config.json; null for what was read.</param>
    public void CopyTo(string folder, byte[]? config)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in _contents) File.WriteAllBytes(Path.Combine(folder, name), content);
        if (config is not null) File.WriteAllBytes(Path.Combine(folder, Config), config);
    }

    private static ComponentJson Parse(string path, byte[] bytes)
    {
        try
        {
            var text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
            var json = LargeJson.Parse(text);
            return new ComponentJson(path, "", json.Root, json.Lists);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{path}' cannot be read as JSON: {e.Message} Fetch it again.", e);
        }
    }
}
