using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>A tokenizer.json of each kind: those of the goldens, and others put together from the small trained ones and the components that families
/// use.</summary>
internal static class OracleMaterial
{
    private const string Gpt4 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Gpt4Possessive = @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+";
    private const string Gpt4o = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?" +
        @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?" +
        @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Bloom = @" ?[^(\s|[.,!?…。，、।۔،])]+";
    private const string DeepSeek = @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+" +
        @"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Clip = @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

    private static readonly Dictionary<string, Func<JsonObject>> s_kinds = new()
    {
        ["gpt2"] = () => Shared("tokenizer-gpt2/hf-tokenizer.json"),
        ["mistral"] = () => Shared("tokenizer-mistral/hf-v0.1-tokenizer.json"),
        ["t5-small"] = () => Shared("tokenizer-t5/t5-small-tokenizer.json"),
        ["t5-french"] = () => Shared("tokenizer-t5/french-t5-tokenizer.json"),
        ["minilm"] = () => Of("minilm-bert"),
        ["byte-bpe"] = () => Of("trained-byte-bpe"),
        ["unigram"] = () => Of("trained-unigram"),
        ["wordpiece"] = () => Of("trained-wordpiece"),
        ["byte-bpe, GPT-4's pattern"] = () => Split(Gpt4),
        ["byte-bpe, cl100k's own pattern"] = () => Split(Gpt4Possessive),
        ["byte-bpe, GPT-4o's pattern"] = () => Split(Gpt4o),
        ["byte-bpe, BLOOM's pattern"] = () => Split(Bloom),
        ["byte-bpe, DeepSeek's patterns"] = () => With("trained-byte-bpe", "pre_tokenizer", $$"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "\\p{N}{1,3}"}, "behavior": "Isolated", "invert": false},
             {"type": "Split", "pattern": {"Regex": "[一-龥぀-ゟ゠-ヿ]+"}, "behavior": "Isolated", "invert": false},
             {"type": "Split", "pattern": {"Regex": {{JsonValue.Create(DeepSeek).ToJsonString()}}}, "behavior": "Isolated", "invert": false}, {{Bytes}}]}
            """),
        ["byte-bpe, NFC"] = () => With("trained-byte-bpe", "normalizer", """{"type": "NFC"}"""),
        ["byte-bpe, NFKD"] = () => With("trained-byte-bpe", "normalizer", """{"type": "NFKD"}"""),
        ["byte-bpe, NFKC"] = () => With("trained-byte-bpe", "normalizer", """{"type": "NFKC"}"""),
        ["byte-bpe, NFD without accents"] = () => With("trained-byte-bpe", "normalizer", Sequence("normalizers", """{"type": "NFD"}""", """{"type": "Lowercase"}""", """{"type": "StripAccents"}""")),
        ["byte-bpe, Nmt"] = () => With("trained-byte-bpe", "normalizer", """{"type": "Nmt"}"""),
        ["byte-bpe, StripAccents alone"] = () => With("trained-byte-bpe", "normalizer", """{"type": "StripAccents"}"""),
        ["byte-bpe, bytes by the normalizer"] = () => With(With("trained-byte-bpe", "normalizer", """{"type": "ByteLevel"}"""), "pre_tokenizer", "null"),
        ["byte-bpe, digits apart"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "Digits", "individual_digits": true}""", Bytes.Replace("false", "true", StringComparison.Ordinal))),
        ["byte-bpe, Punctuation"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "Punctuation", "behavior": "Contiguous"}""", Bytes)),
        ["byte-bpe, Whitespace"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "Whitespace"}""", Bytes)),
        ["byte-bpe, WhitespaceSplit"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "WhitespaceSplit"}""", Bytes)),
        ["byte-bpe, UnicodeScripts"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "UnicodeScripts"}""", Bytes)),
        ["byte-bpe, a char delimits"] = () => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", """{"type": "CharDelimiterSplit", "delimiter": "a"}""", Bytes)),
        ["byte-bpe, added tokens normalized"] = () => Added(With("trained-byte-bpe", "normalizer", Sequence("normalizers", """{"type": "NFKC"}""", """{"type": "Lowercase"}"""))),
        ["byte-bpe, CLIP's"] = Clips,
        ["unigram, first alone is marked"] = () => With("trained-unigram", "pre_tokenizer", """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}"""),
        ["unigram, first after a strip"] = () => Added(With(With("trained-unigram", "normalizer", """{"type": "Strip", "strip_left": true, "strip_right": true}"""), "pre_tokenizer", """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}""")),
        ["unigram, words then marks"] = () => With("trained-unigram", "pre_tokenizer", Sequence("pretokenizers", """{"type": "WhitespaceSplit"}""", """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""")),
        ["wordpiece, cased with accents"] = () => With("trained-wordpiece", "normalizer", """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false}"""),
        ["wordpiece, accents off, case kept"] = () => With("trained-wordpiece", "normalizer", """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": false, "strip_accents": true, "lowercase": false}"""),
    };

    private const string Bytes = """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}""";

    public static IEnumerable<string> Kinds => s_kinds.Keys;

    /// <exception cref="Xunit.Sdk.SkipException">Its source is not on this machine.</exception>
    public static JsonObject Read(string kind) => s_kinds[kind]();

    private static JsonObject Shared(string file) => WholeTexts(Goldens.RequireSharedData(file));

    private static JsonObject Of(string golden) => WholeTexts(Goldens.Material($"tokenizers/{golden}/tokenizer.json"));

    /// <summary>The library cuts and pads as the file says, here each call says it.</summary>
    private static JsonObject WholeTexts(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        (json["truncation"], json["padding"]) = (null, null);
        return json;
    }

    private static JsonObject With(string golden, string part, string value) => With(Of(golden), part, value);

    private static JsonObject With(JsonObject json, string part, string value)
    {
        json[part] = JsonNode.Parse(value);
        return json;
    }

    private static JsonObject Split(string pattern) => With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers",
        $$"""{"type": "Split", "pattern": {"Regex": {{JsonValue.Create(pattern).ToJsonString()}}}, "behavior": "Isolated", "invert": false}""", Bytes));

    private static string Sequence(string name, params string[] parts) => $$"""{"type": "Sequence", "{{name}}": [{{string.Join(", ", parts)}}]}""";

    /// <summary>Tokens that are looked for in the normalized text, in their own normalized spelling; some of them strip, or stand alone.</summary>
    private static JsonObject Added(JsonObject json)
    {
        var list = json["added_tokens"]!.AsArray();
        var vocabulary = json["model"]!["vocab"]!;
        var next = vocabulary is JsonArray tokens ? tokens.Count : vocabulary.AsObject().Max(v => v.Value!.GetValue<int>()) + 1;
        next = Math.Max(next, list.Select(t => t!["id"]!.GetValue<int>() + 1).DefaultIfEmpty(0).Max());
        foreach (var (content, single, left, right, normalized) in new[] { ("Ｔool", false, true, false, true), ("WORD", true, false, false, true),
            ("<|Mark|>", false, false, true, false), ("two words", false, true, true, true) })
            list.Add(new JsonObject
            {
                ["id"] = next++,
                ["content"] = content,
                ["single_word"] = single,
                ["lstrip"] = left,
                ["rstrip"] = right,
                ["normalized"] = normalized,
                ["special"] = content[0] == '<'
            });
        return json;
    }

    /// <summary>BPE in which the last symbol of a word is marked.</summary>
    private static JsonObject Clips()
    {
        var json = With("trained-byte-bpe", "pre_tokenizer", Sequence("pretokenizers", $$"""{"type": "Split", "pattern": {"Regex": {{JsonValue.Create(Clip).ToJsonString()}}}, "behavior": "Removed", "invert": true}""", Bytes));
        json["normalizer"] = JsonNode.Parse(Sequence("normalizers", """{"type": "NFC"}""", """{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}""", """{"type": "Lowercase"}"""));
        var vocabulary = new JsonObject();
        foreach (var (token, _) in json["model"]!["vocab"]!.AsObject().Where(v => v.Key.Length == 1).ToArray())
            foreach (var spelt in new[] { token, token + "</w>" }) vocabulary.Add(spelt, vocabulary.Count);
        string[][] merges = [["t", "h"], ["th", "e</w>"], ["a", "n"], ["an", "d</w>"], ["i", "n"], ["in", "g</w>"], ["o", "u"], ["g", "g"], ["gg", "g</w>"],
            ["th", "e"], ["l", "l</w>"]];
        foreach (var merge in merges) if (!vocabulary.ContainsKey(string.Concat(merge))) vocabulary.Add(string.Concat(merge), vocabulary.Count);
        vocabulary.Add("<|end|>", vocabulary.Count);
        json["model"]!["vocab"] = vocabulary;
        json["model"]!["merges"] = new JsonArray([.. merges.Select(m => JsonValue.Create(string.Join(' ', m)))]);
        json["model"]!["unk_token"] = "<|end|>";
        json["model"]!["end_of_word_suffix"] = "</w>";
        json["added_tokens"] = JsonNode.Parse($$"""[{"id": {{vocabulary.Count - 1}}, "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}]""");
        json["post_processor"] = null;
        return json;
    }
}
