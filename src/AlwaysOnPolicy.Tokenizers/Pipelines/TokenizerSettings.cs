using System.Text.Json;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Pipelines;

/// <summary>What tokenizer_config.json, special_tokens_map.json and the template files say beside tokenizer.json.</summary>
/// <remarks>These files hold much that concerns only transformers; what is not read here is passed over.</remarks>
internal sealed class TokenizerSettings
{
    private static readonly string[] s_specialNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly Dictionary<string, AddedToken> _special = new(StringComparer.Ordinal);
    private readonly ComponentJson _config;

    public TokenizerSettings(TokenizerFiles files)
    {
        using var nothing = JsonDocument.Parse("{}");
        _config = files.JsonOrNull(TokenizerFiles.Config) ?? new ComponentJson(files.PathOf(TokenizerFiles.Config), "", nothing.RootElement.Clone());
        Class = TokenizerClass.Resolve(_config.TextOrNull("tokenizer_class"), files.ModelType());
        foreach (var (name, token) in TokenizerClass.SpecialTokens(Class)) _special[name] = new AddedToken(0, token, Special: true);
        ReadSpecial(_config);
        // As in transformers, the older file counts only where the settings do not list the added tokens.
        if (!_config.Has("added_tokens_decoder") && files.JsonOrNull(TokenizerFiles.SpecialTokensMap) is { } map) ReadSpecial(map);
        ChatTemplates = ReadTemplates(files);
    }

    /// <summary>The class's name, without "Fast".</summary>
    public string Class { get; }

    /// <summary>bos_token, eos_token and their like; the ids are not filled in.</summary>
    public IReadOnlyDictionary<string, AddedToken> Special => _special;

    /// <summary>Further special tokens; the ids are not filled in.</summary>
    public List<AddedToken> Additional { get; } = [];

    public bool CleanUpSpaces => _config.Flag("clean_up_tokenization_spaces", false);

    public bool AddPrefixSpace => _config.Flag("add_prefix_space", false);

    public bool AddBos => _config.Flag("add_bos_token", TokenizerClass.AddsBosAndEos(Class));

    /// <summary>Whether the settings of a class that takes the file as it is say what to put round a text all the same: they count then.</summary>
    public bool NamesBosOrEos => Class == "TokenizersBackend" && (_config.Has("add_bos_token") || _config.Has("add_eos_token"));

    public bool AddEos => _config.Flag("add_eos_token", false);

    public (bool SplitIdeographs, bool? StripAccents, bool Lowercase) BertCase =>
        (_config.Flag("tokenize_chinese_chars", true), _config.OptionalFlag("strip_accents"), _config.Flag("do_lower_case", true));

    public Side PaddingSide => SideOf("padding_side");

    public Side TruncationSide => SideOf("truncation_side");

    /// <summary>Null where there is none, or the very large number that transformers writes for none.</summary>
    public int? ModelMaxLength => _config.Has("model_max_length") && _config.Number("model_max_length") is >= 1 and <= int.MaxValue and var length
        ? (int)length : null;

    /// <summary>Templates by name; the one that counts is "default".</summary>
    public IReadOnlyDictionary<string, string> ChatTemplates { get; }

    /// <summary>Added tokens with their ids, as newer settings list them once more.</summary>
    public IEnumerable<AddedToken> AddedTokens()
    {
        if (!_config.Has("added_tokens_decoder")) yield break;
        var list = _config.Child("added_tokens_decoder");
        foreach (var (name, _) in _config.Entries("added_tokens_decoder"))
        {
            if (!int.TryParse(name, out var id) || id is < 0 or > Vocabulary.LargestId) throw list.Damaged($"{list.Place}: '{name}' is no token id");
            yield return AddedToken.WithId(list.Child(name), id);
        }
    }

    public bool Flag(string name, bool otherwise) => _config.Flag(name, otherwise);

    /// <summary>Tokens that the class adds behind a SentencePiece model's pieces where the settings do not list the added tokens: T5's &lt;extra_id_0&gt; and
    /// on, the last first.</summary>
    public IEnumerable<AddedToken> ClassTokens(int pieces)
    {
        var count = _config.Int("extra_ids", 100);
        if (Class != "T5Tokenizer" || _config.Has("added_tokens_decoder")) yield break;
        if (count is < 0 or > 10_000) throw _config.Wrong("extra_ids", "from 0 to 10000");
        for (var i = count - 1; i >= 0; i--)
            yield return new AddedToken(pieces + count - 1 - i, $"<extra_id_{i}>", Special: true, StripLeft: true, StripRight: true);
    }

    private void ReadSpecial(ComponentJson source)
    {
        foreach (var name in s_specialNames)
        {
            if (source.Has(name)) _special[name] = SpecialToken(source, name);
            else if (source.Names(name)) _special.Remove(name);   // an explicit null takes the class's own token away
        }
        foreach (var list in (string[])["additional_special_tokens", "extra_special_tokens"])
            if (source.IsList(list))
                Additional.AddRange(source.Items(list).Select((item, i) => item.ValueKind == JsonValueKind.Object
                    ? AddedToken.WithId(new ComponentJson(source.File, $"{list}[{i}]", item), 0) with { Special = true }
                    : new AddedToken(0, source.TextOf(item, $"{list}[{i}]"), Special: true)));
            else if (source.Has(list))
                Additional.AddRange(source.Entries(list).Select(e => SpecialToken(source.Child(list), e.Name)).ToArray());
    }

    private static AddedToken SpecialToken(ComponentJson source, string name) => source.IsObject(name)
        ? AddedToken.WithId(source.Child(name), 0) with { Special = true }
        : new AddedToken(0, source.Text(name), Special: true);

    private Side SideOf(string name) => _config.TextOrNull(name) switch
    {
        null or "right" => Side.Right,
        "left" => Side.Left,
        _ => throw _config.Wrong(name, "left or right"),
    };

    /// <summary>A file of its own counts before what the settings hold. A template of nothing is none: it would lose every question.</summary>
    private Dictionary<string, string> ReadTemplates(TokenizerFiles files) =>
        NamedTemplates(files).Where(t => !string.IsNullOrWhiteSpace(t.Template)).DistinctBy(t => t.Name)
            .ToDictionary(t => t.Name, t => t.Template, StringComparer.Ordinal);

    private IEnumerable<(string Name, string Template)> NamedTemplates(TokenizerFiles files)
    {
        if (files.TextOrNull(TokenizerFiles.TemplateText) is { } text) return [("default", text)];
        var source = files.JsonOrNull(TokenizerFiles.TemplateJson) ?? _config;
        if (!source.Has("chat_template")) return [];
        if (!source.IsList("chat_template")) return [("default", source.Text("chat_template"))];
        return source.Children("chat_template").Select(t => (t.Text("name"), t.Text("template")));
    }
}
