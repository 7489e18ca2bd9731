using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>Loads a reward model, published or trained here: the folder says which adapter reads it.</summary>
public static class RewardModels
{
    /// <summary>Loads a model's folder, of whichever kind it is.</summary>
    /// <param name="bfloat16">Holds a published decoder's weights in bfloat16; encoders are small and stay in float32.</param>
    /// <param name="format">Of a model trained here that keeps no prompt form of its own; the published ones bring theirs, and take its date alone.</param>
    /// <exception cref="CheckpointException">The folder holds no reward model that is built here, or its files are missing or damaged.</exception>
    public static IRewardModel Load(string folder, bool bfloat16 = false, PromptFormatOptions? format = null)
    {
        if (TrunkRewardModel.IsIn(folder)) return TrunkRewardModel.Load(folder, format ?? new(), cutLong: true);
        var config = ModelFolder.ReadConfig(folder);
        return config.Get<string>("model_type") switch
        {
            "t5" => SteamShpRewardModel.Load(folder),
            var other when EncoderArchitectures.Has(other) => EncoderRewardModel.Load(folder),
            var other when ModelFolder.SupportsCausal(other) => ChatRewardModel.Load(
                folder, type: bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32, today: (format ?? new()).Day()),
            var other => throw config.Wrong("model_type", $"is '{other}', and no reward model of that kind is built"),
        };
    }

    /// <summary>Looks whether <see cref="Load"/> could load it, without reading weights.</summary>
    /// <exception cref="CheckpointException">It is no reward model that is built here, its files are missing, or it has no chat template where it needs
    /// one.</exception>
    public static void LookAt(string folder, PromptFormatOptions format)
    {
        if (TrunkRewardModel.IsIn(folder))
        {
            TrunkRewardModel.FormatOf(folder, format);
            ModelFolder.ReadRewardOptions(folder);
            return;
        }
        var config = ModelFolder.ReadConfig(folder);
        switch (config.Get<string>("model_type"))
        {
            case "t5":
                SteamShpRewardModel.Words(folder, LoadTokenizer(folder));
                break;
            case var other when EncoderArchitectures.Has(other):
                ModelFolder.RequireOneLabel(config);
                EncoderArchitectures.ReadClassifier(config);
                LoadTokenizer(folder);
                if (!ModelFolder.HoldsClassifier(folder))
                    throw new CheckpointException($"'{folder}' is an encoder without a classifier's head (classifier.weight): name a reward model.");
                break;
            case var other when ModelFolder.SupportsCausal(other):
                ChatRewardModel.RequireTemplate(LoadTokenizer(folder));
                ModelFolder.ReadRewardOptions(folder);
                break;
            case var other:
                throw config.Wrong("model_type", $"is '{other}', and no reward model of that kind is built");
        }
    }

    /// <summary>A published reward model's tokenizer.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or does not fit the model.</exception>
    internal static Tokenizer LoadTokenizer(string folder)
    {
        var tokenizer = ModelFolder.LoadTokenizer(folder);
        ModelFolder.RequireFit(folder, tokenizer);
        return tokenizer;
    }

    /// <summary>A model's name in tables: its folder's.</summary>
    internal static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
