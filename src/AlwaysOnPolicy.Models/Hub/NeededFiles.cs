namespace AlwaysOnPolicy.Models.Hub;

/// <summary>Which of a repository's files a model here is read from, and its card, which names its licence.</summary>
internal static class NeededFiles
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
        "vocab.txt", "merges.txt", "chat_template.jinja", "chat_template.json", "tokenizer.model", "spiece.model", "spm.model", "reward_scale.json",
        "v_head.safetensors", "adapter_config.json", "adapter_model.safetensors", "sentence_bert_config.json", "1_Pooling/config.json", "README.md",
    };

    /// <summary>Small files first. PyTorch's .bin weights are taken only where there are no safetensors.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<string> files)
    {
        string[] weights = [.. files.Where(f => IsWeights(f, "model", ".safetensors"))];
        if (weights.Length == 0) weights = [.. files.Where(f => IsWeights(f, "pytorch_model", ".bin"))];
        if (!files.Contains("adapter_model.safetensors")) weights = [.. weights, .. files.Where(f => f == "adapter_model.bin")];
        return [.. files.Where(s_names.Contains).Order(StringComparer.Ordinal),
            .. weights.OrderBy(w => !w.EndsWith(".json", StringComparison.Ordinal)).ThenBy(w => w, StringComparer.Ordinal)];
    }

    /// <summary>One file, the index of several, or one of the several: model-00001-of-00002.safetensors.</summary>
    private static bool IsWeights(string file, string stem, string extension)
    {
        if (file == stem + extension || file == $"{stem}{extension}.index.json") return true;
        return file.StartsWith(stem + "-", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal)
            && file[(stem.Length + 1)..^extension.Length].Split("-of-") is [var part, var of] && part.All(char.IsAsciiDigit) && of.All(char.IsAsciiDigit);
    }
}
