using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>The published encodings that a tiktoken file is known by: how many tokens it has, else its name, else the model beside it.</summary>
/// <remarks>OpenAI's tiktoken 0.12 (tiktoken_ext/openai_public.py) and Meta's llama-models (models/llama3/tokenizer.py).</remarks>
internal static class TiktokenFamily
{
    private const string Llama3Name = "Llama 3";

    private const string WordsOfGpt4 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string WordsOfGpt4o =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|" +
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|" +
        @"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // By the names that tiktoken gives them; the number of tokens in each one's file.
    private static readonly (string Name, int Tokens, Func<int, TiktokenEncoding> Encoding)[] s_known =
    [
        ("gpt2", 50_256, _ => TiktokenEncoding.Gpt2),
        ("r50k_base", 50_256, _ => TiktokenEncoding.Gpt2),
        ("p50k_base", 50_280, _ => TiktokenEncoding.Gpt2),
        ("cl100k_base", 100_256, _ => new(WordsOfGpt4, new Dictionary<string, int>
        {
            [TiktokenEncoding.UsualEnd] = 100_257, ["<|fim_prefix|>"] = 100_258, ["<|fim_middle|>"] = 100_259, ["<|fim_suffix|>"] = 100_260,
                ["<|endofprompt|>"] = 100_276,
        })),
        ("o200k_base", 199_998, _ => new(WordsOfGpt4o, new Dictionary<string, int> { [TiktokenEncoding.UsualEnd] = 199_999, ["<|endofprompt|>"] = 200_018 })),
        (Llama3Name, 128_000, Llama3),
    ];

    /// <param name="count">How many tokens the file has.</param>
    /// <param name="modelType">Of config.json beside the file, or null.</param>
    /// <exception cref="CheckpointException">It is none that is known here.</exception>
    public static TiktokenEncoding Of(string path, int count, string? modelType)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var model = modelType is "llama" or "mllama" ? Llama3Name : null;
        var known = s_known.Where(k => k.Tokens == count).Concat(s_known.Where(k => k.Name == name)).Concat(s_known.Where(k => k.Name == model))
            .FirstOrDefault();
        return known.Encoding?.Invoke(count) ?? throw new CheckpointException(
            $"'{path}': a tiktoken file holds neither its pattern nor its special tokens, and those of '{name}' with {count} tokens are not known here " +
            "(known: " +
            $"{string.Join(", ", s_known.Select(k => k.Name))}). Use a model with a {TokenizerFiles.Main}, or give both to Tokenizer.LoadTiktoken.");
    }

    /// <summary>Its 256 special tokens follow the file's, under the names of Llama 3.1 and later: version 3.0 reserved what these use.</summary>
    private static TiktokenEncoding Llama3(int count)
    {
        string[] first =
        [
            "<|begin_of_text|>", "<|end_of_text|>", Reserved(0), Reserved(1), "<|finetune_right_pad_id|>", Reserved(2),
            "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>", "<|python_tag|>",
        ];
        var special = first.Concat(Enumerable.Range(3, 256 - first.Length).Select(Reserved)).Select((token, i) => (token, Id: count + i));
        return new(WordsOfGpt4, special.ToDictionary(s => s.token, s => s.Id)) { BeginOfText = first[0], EndOfText = first[1] };

        static string Reserved(int number) => $"<|reserved_special_token_{number}|>";
    }
}
