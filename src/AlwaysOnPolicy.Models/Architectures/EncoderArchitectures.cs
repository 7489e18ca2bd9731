namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The encoders that config.json can name.</summary>
internal static class EncoderArchitectures
{
    private static readonly SortedDictionary<string, Func<ConfigFile, IModelConfig<EncoderClassifier>>> s_classifiers = new(StringComparer.Ordinal)
    {
        ["bert"] = file => new BertClassifierConfig(BertConfig.Read(file), file.Json),
        ["deberta-v2"] = DebertaV2Config.Read,
        ["modernbert"] = file => new ModernBertClassifierConfig(ModernBertConfig.Read(file)),
        ["roberta"] = file => new RobertaClassifierConfig(BertConfig.Read(file), file.Json),
    };

    private static readonly SortedDictionary<string, Func<ConfigFile, IModelConfig<Encoder>>> s_bare = new(StringComparer.Ordinal)
    {
        ["bert"] = BertConfig.Read,
        ["modernbert"] = ModernBertConfig.Read,
    };

    public static bool Has(string modelType) => s_classifiers.ContainsKey(modelType);

    /// <summary>Whether sentence vectors can be made with it.</summary>
    public static bool HasBare(string modelType) => s_bare.ContainsKey(modelType);

    /// <summary>With a head of one label.</summary>
    /// <exception cref="CheckpointException">The model type is none of these, or an option is missing, out of range or not supported.</exception>
    public static IModelConfig<EncoderClassifier> ReadClassifier(ConfigFile file) => Of(s_classifiers, file)(file);

    /// <summary>Without a head.</summary>
    /// <exception cref="CheckpointException">As of <see cref="ReadClassifier"/>.</exception>
    public static IModelConfig<Encoder> ReadBare(ConfigFile file) => Of(s_bare, file)(file);

    private static T Of<T>(SortedDictionary<string, T> known, ConfigFile file)
    {
        var type = file.Get<string>("model_type");
        return known.TryGetValue(type, out var read)
            ? read
            : throw file.Wrong("model_type", $"is '{type}', which is not supported; supported: {string.Join(", ", known.Keys.Select(k => $"'{k}'"))}");
    }
}
