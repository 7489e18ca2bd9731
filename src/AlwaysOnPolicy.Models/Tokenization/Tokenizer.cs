using System.Text.Json;
using AlwaysOnPolicy.Models.Tokenization.Templates;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>A HuggingFace tokenizer: tokenizer.json with what tokenizer_config.json and its neighbours say of special tokens and chat.</summary>
/// <remarks>Ids and decoded texts equal those of the tokenizers library; a component that is not built here is refused by name.</remarks>
public sealed class Tokenizer
{
    private static readonly JsonElement s_null = JsonSerializer.SerializeToElement<object?>(null);

    private readonly Func<string, string> _normalize;
    private readonly Func<string, IEnumerable<string>> _split;
    private readonly ITokenModel _model;
    private readonly PostProcessor _postProcessor;
    private readonly Func<IReadOnlyList<string>, string> _decode;
    private readonly AddedTokens _raw, _normalized, _rawNotSpecial, _normalizedNotSpecial;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _tokens = [];
    private readonly HashSet<int> _special;
    private readonly TokenizerFiles _files;

    private Tokenizer(TokenizerFiles files)
    {
        _files = files;
        var root = files.Root;
        JsonElement Part(string name) => root.TryGetProperty(name, out var part) ? part : s_null;

        _normalize = Normalizers.Read(Part("normalizer"));
        _split = PreTokenizers.Read(Part("pre_tokenizer"));
        _model = TokenModels.Read(root.GetProperty("model"));
        _postProcessor = PostProcessor.Read(Part("post_processor"));
        _decode = Decoders.Read(Part("decoder"));
        foreach (var (token, id) in _model.Vocabulary) (_ids[token], _tokens[id]) = (id, token);

        var added = AddedTokens.Read(root).ToArray();
        foreach (var token in added) (_ids[token.Content], _tokens[token.Id]) = (token.Id, token.Content);
        _raw = new(added.Where(t => !t.Normalized));
        _normalized = new(added.Where(t => t.Normalized).Select(t => t with { Content = _normalize(t.Content) }));
        _rawNotSpecial = new(_raw.All.Where(t => !t.Special));
        _normalizedNotSpecial = new(_normalized.All.Where(t => !t.Special));
        _special = [.. added.Where(t => t.Special).Select(t => t.Id)];

        VocabularySize = _tokens.Keys.DefaultIfEmpty(-1).Max() + 1;
        BosId = Special("bos_token");
        EosId = Special("eos_token");
        PadId = Special("pad_token");
        UnkId = Special("unk_token");
        Template = files.ChatTemplate is { } template ? new ChatTemplate(template) : null;

        int? Special(string name) => files.SpecialToken(name) is { } token ? IdOf(token) : null;
    }

    /// <summary>Highest id + 1, added tokens included.</summary>
    public int VocabularySize { get; }
    public int? BosId { get; }
    public int? EosId { get; }
    public int? PadId { get; }
    public int? UnkId { get; }

    /// <summary>The chat template, or null.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>Reads a folder's tokenizer.</summary>
    /// <exception cref="CheckpointException">tokenizer.json is missing or damaged, or asks for something that is not supported.</exception>
    public static Tokenizer Load(string folder)
    {
        var files = TokenizerFiles.Read(folder);
        try
        {
            return new Tokenizer(files);
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException($"'{folder}': {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException
            or IndexOutOfRangeException or NullReferenceException)
        {
            throw new CheckpointException($"'{Path.Combine(folder, TokenizerFiles.Main)}' is damaged: {e.Message} Fetch it again.", e);
        }
    }

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token of an id, in the vocabulary's spelling.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has the id.</exception>
    public string TokenOf(int id) => _tokens.TryGetValue(id, out var token)
        ? token
        : throw new ArgumentOutOfRangeException(nameof(id), id, "No token has this id.");

    /// <summary>The ids of a text, neither cut nor padded.</summary>
    /// <param name="splitSpecialTokens">Treats special tokens spelt out in the text as plain text.</param>
    public int[] Encode(string text, bool addSpecialTokens = true, bool splitSpecialTokens = false)
    {
        var ids = Tokens(text, splitSpecialTokens);
        return addSpecialTokens ? _postProcessor.Apply(ids, null, true).Ids : [.. ids];
    }

    /// <summary>The ids of a text or a pair, cut as the options say.</summary>
    /// <exception cref="ArgumentException">The text that may be cut is too short for the length asked.</exception>
    public Encoding EncodePair(string text, string? pair, EncodeOptions options)
    {
        var first = Tokens(text, false);
        var second = pair is null ? null : Tokens(pair, false);
        if (options.MaxLength is { } most)
            Truncate(ref first, ref second, most - (options.AddSpecialTokens ? _postProcessor.AddedTokens(pair is not null) : 0), options);
        return _postProcessor.Apply(first, second, options.AddSpecialTokens);
    }

    /// <summary>The text of ids.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = false)
    {
        string[] tokens = [.. ids.Where(i => !(skipSpecialTokens && _special.Contains(i)) && _tokens.ContainsKey(i)).Select(i => _tokens[i])];
        var text = _decode(tokens);
        return _files.CleanUpSpaces ? Decoders.Tighten(text) : text;
    }

    /// <summary>Runs the chat template.</summary>
    /// <param name="addGenerationPrompt">Ends with what opens the model's own turn.</param>
    /// <exception cref="CheckpointException">There is no template, or it refuses these turns.</exception>
    public string RenderChat(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt) => Template is null
        ? throw new CheckpointException($"'{_files.Folder}' has no chat template: set prompt_format.template to a text with {{question}} in it.")
        : Template.Render(turns, addGenerationPrompt, _files.SpecialToken("bos_token") ?? "", _files.SpecialToken("eos_token") ?? "");

    /// <summary>Writes the tokenizer's files as they were read.</summary>
    public void CopyFilesTo(string folder) => _files.CopyTo(folder);

    private List<int> Tokens(string text, bool splitSpecialTokens)
    {
        var ids = new List<int>();
        foreach (var (part, token) in (splitSpecialTokens ? _rawNotSpecial : _raw).Split(text))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
                continue;
            }
            foreach (var (inner, innerToken) in (splitSpecialTokens ? _normalizedNotSpecial : _normalized).Split(_normalize(part)))
            {
                if (innerToken is not null) ids.Add(innerToken.Id);
                else
                    foreach (var word in _split(inner)) _model.Tokenize(word, ids);
            }
        }
        return ids;
    }

    /// <summary>Longest first cuts the longer of the two until they are alike, then both.</summary>
    private static void Truncate(ref List<int> first, ref List<int>? second, int most, EncodeOptions options)
    {
        var surplus = first.Count + (second?.Count ?? 0) - most;
        if (surplus <= 0) return;
        if (options.Truncation == Truncation.LongestFirst && second is not null)
        {
            var (shorter, longer) = (Math.Min(first.Count, second.Count), Math.Max(first.Count, second.Count));
            longer = shorter > most ? shorter : Math.Max(shorter, most - shorter);
            if (shorter + longer > most) (shorter, longer) = (most / 2, (most / 2) + (most % 2));
            var firstIsLonger = first.Count > second.Count;
            first = Cut(first, firstIsLonger ? longer : shorter, options.TruncationSide);
            second = Cut(second, firstIsLonger ? shorter : longer, options.TruncationSide);
            return;
        }
        var cutSecond = options.Truncation == Truncation.OnlySecond;
        var target = cutSecond ? second ?? throw new ArgumentException("There is no second text to cut.", nameof(options)) : first;
        if (target.Count < surplus || (target.Count == surplus && options.Truncation != Truncation.LongestFirst))
            throw new ArgumentException($"The text that may be cut has {target.Count} tokens, and {surplus} are too many.", nameof(options));
        var cut = Cut(target, target.Count - surplus, options.TruncationSide);
        if (cutSecond) second = cut;
        else first = cut;
    }

    private static List<int> Cut(List<int> ids, int length, Side side) =>
        length >= ids.Count ? ids : side == Side.Right ? ids[..length] : ids[^length..];
}
