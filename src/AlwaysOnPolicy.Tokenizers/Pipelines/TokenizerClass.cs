namespace AlwaysOnPolicy.Tokenizers.Pipelines;

/// <summary>What transformers' tokenizer classes assume where the files say nothing.</summary>
internal static class TokenizerClass
{
    /// <summary>The class by its name without "Fast"; where the settings name none, by the model's type.</summary>
    public static string Resolve(string? named, string? modelType) => named switch
    {
        { } name when name.EndsWith("Fast", StringComparison.Ordinal) => name[..^4],
        { } name => name,
        null => modelType switch
        {
            "gpt2" => "GPT2Tokenizer",
            "bert" => "BertTokenizer",
            "distilbert" => "DistilBertTokenizer",
            "deberta-v2" => "DebertaV2Tokenizer",
            "gemma" => "GemmaTokenizer",
            "llama" or "mistral" => "LlamaTokenizer",
            "roberta" => "RobertaTokenizer",
            "t5" => "T5Tokenizer",
            "qwen2" => "Qwen2Tokenizer",
            _ => "PreTrainedTokenizer",
        },
    };

    /// <summary>Special tokens that the class has by itself, by their name in the settings.</summary>
    public static IReadOnlyDictionary<string, string> SpecialTokens(string tokenizerClass) => tokenizerClass switch
    {
        "GPT2Tokenizer" => Named("bos_token <|endoftext|> eos_token <|endoftext|> unk_token <|endoftext|>"),
        "Qwen2Tokenizer" => Named("eos_token <|endoftext|> unk_token <|endoftext|> pad_token <|endoftext|>"),
        "BertTokenizer" or "DistilBertTokenizer" => Named("unk_token [UNK] sep_token [SEP] pad_token [PAD] cls_token [CLS] mask_token [MASK]"),
        "RobertaTokenizer" => Named("bos_token <s> eos_token </s> sep_token </s> cls_token <s> unk_token <unk> pad_token <pad> mask_token <mask>"),
        "DebertaV2Tokenizer" => Named("bos_token [CLS] eos_token [SEP] unk_token [UNK] sep_token [SEP] pad_token [PAD] cls_token [CLS] mask_token [MASK]"),
        "GemmaTokenizer" => Named("bos_token <bos> eos_token <eos> unk_token <unk> pad_token <pad>"),
        "T5Tokenizer" => Named("eos_token </s> unk_token <unk> pad_token <pad>"),
        "LlamaTokenizer" => Named("bos_token <s> eos_token </s> unk_token <unk>"),
        _ => Named(""),
    };

    /// <summary>Whether add_bos_token and add_eos_token replace the file's own template.</summary>
    public static bool AddsBosAndEos(string tokenizerClass) => tokenizerClass is "LlamaTokenizer" or "GemmaTokenizer";

    /// <summary>Whether do_lower_case and its like win over tokenizer.json.</summary>
    public static bool SetsCase(string tokenizerClass) => tokenizerClass is "BertTokenizer" or "DistilBertTokenizer";

    /// <summary>Whether add_prefix_space of the settings wins over tokenizer.json: these classes build their pipeline themselves, the others take the
    /// file's.</summary>
    public static bool SetsPrefixSpace(string tokenizerClass) => tokenizerClass is "GPT2Tokenizer" or "RobertaTokenizer";

    private static Dictionary<string, string> Named(string pairs) =>
        pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(p => p[0], p => p[1]);
}
