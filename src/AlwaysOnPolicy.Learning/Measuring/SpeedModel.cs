using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The models whose speed is measured.</summary>
public static class SpeedModel
{
    internal const string Tiny = "tiny";

    private static readonly (string Name, Gpt2Config Config)[] s_models =
    [
        (Tiny, new() { VocabularySize = 1024, HiddenSize = 64, LayerCount = 4, HeadCount = 4 }),
        ("gpt2", new() { VocabularySize = 50257, HiddenSize = 768, LayerCount = 12, HeadCount = 12 }),
        ("gpt2-medium", new() { VocabularySize = 50257, HiddenSize = 1024, LayerCount = 24, HeadCount = 16 }),
    ];

    /// <summary>The models that need no folder: GPT-2 of three sizes, with random weights.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_models.Select(m => m.Name)];

    /// <summary>A model whose weights are trained: float32, with bfloat16 copies where products are.</summary>
    /// <exception cref="CheckpointException">It is a folder whose files are missing or damaged.</exception>
    internal static CausalModel OpenToTrain(SpeedOptions options)
    {
        var model = Open(options with { Dtype = ComputeType.Float32 });
        if (options.LoraRank > 0)
            LoraAdapter.Attach(model, new() { Rank = options.LoraRank, TargetModules = [LoraOptions.AllLinear] }, SpeedWork.Seed);
        model.MultiplyIn(options.Dtype);
        model.GradientCheckpointing = options.GradientCheckpointing;
        return model;
    }

    /// <summary>A model that is only run: its matrices are held in the type of the products.</summary>
    /// <exception cref="CheckpointException">It is a folder whose files are missing or damaged.</exception>
    internal static CausalModel Open(SpeedOptions options)
    {
        if (ConfigOf(options) is not { } config) return ModelFolder.LoadCausal(options.Model, options.Dtype);
        var model = new Gpt2(config, options.Dtype);
        model.Initialize(SpeedWork.Seed);
        return model;
    }

    /// <summary>The widths of the products to measure.</summary>
    /// <exception cref="CheckpointException">It is a folder whose files are missing or damaged.</exception>
    internal static (int Hidden, int Vocabulary) WidthsOf(SpeedOptions options)
    {
        if (ConfigOf(options) is { } config) return (config.HiddenSize, config.VocabularySize);
        using var model = Open(options);
        return (model.HiddenSize, model.VocabularySize);
    }

    private static Gpt2Config? ConfigOf(SpeedOptions options) => s_models.FirstOrDefault(m => m.Name == options.Model).Config;
}
