using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>Whatever network a folder's config.json describes, as the class that loads it would make it.</summary>
/// <param name="ParameterCount">Numbers in the large tensors.</param>
/// <param name="Parameters">By the names they have in the files.</param>
/// <param name="Rename">From a file's name to a parameter's; null leaves the tensor out.</param>
internal sealed record NetworkOptions(
    Int128 ParameterCount, Func<nn.Module> Create, Func<nn.Module, Dictionary<string, Tensor>> Parameters, Func<nn.Module, string, string?> Rename)
{
    /// <exception cref="CheckpointException">The architecture or an option is not supported.</exception>
    public static NetworkOptions Read(string folder)
    {
        var config = ModelFolder.ReadConfig(folder);
        if (AdapterBase.IsNeeded(folder)) RequireAdapter(folder, config);
        switch (config.Get<string>("model_type"))
        {
            case "t5": return Of(ModelFolder.ReadT5Options(folder));
            case var type when EncoderArchitectures.HasBare(type) && !IsClassifier(config): return Of(EncoderArchitectures.ReadBare(config));
            case var type when EncoderArchitectures.Has(type):
                ModelFolder.RequireOneLabel(config);
                return Of(EncoderArchitectures.ReadClassifier(config));
            case var type when IsReward(folder, config):
                var trunk = ModelFolder.ReadRewardOptions(folder);
                return new(trunk.ParameterCount, () => new RewardNetwork(trunk.Create()), n => ModelFolder.NamesOnDisk((RewardNetwork)n),
                    (n, stored) => ModelFolder.Rename((RewardNetwork)n, stored));
            default:
                var decoder = ModelFolder.ReadCausalOptions(folder);
                return new(decoder.ParameterCount, decoder.Create, ModelFolder.Parameters, (n, stored) => ModelFolder.Rename((CausalModel)n, stored));
        }
    }

    private static void RequireAdapter(string folder, ConfigFile config)
    {
        AdapterFolder.LookAt(folder);
        if (!ModelFolder.SupportsCausal(config.Get("model_type", ""))) throw AdapterBase.NotMerged(folder);
    }

    private static NetworkOptions Of(IModelConfig<nn.Module> options) =>
        new(options.ParameterCount, options.Create, ModelFolder.Parameters, (_, stored) => options.Rename(stored));

    /// <summary>transformers' class for the files, or "" where config.json names none.</summary>
    public static string Architecture(ConfigFile config) =>
        config.Json["architectures"] is JsonArray { Count: > 0 } names ? names[0]?.ToString() ?? "" : "";

    /// <summary>Whether the folder's decoder gives scores: by its head, else by what config.json calls it.</summary>
    /// <exception cref="CheckpointException">There are no weights, or a file is damaged.</exception>
    public static bool IsReward(string folder, ConfigFile config) =>
        ModelFolder.SupportsCausal(config.Get("model_type", ""))
        && (IsClassifier(config) || AdapterFolder.IsClassifier(folder) || ModelFolder.HoldsReward(folder));

    public static bool IsClassifier(ConfigFile config) => Architecture(config).EndsWith("ForSequenceClassification", StringComparison.Ordinal);
}
