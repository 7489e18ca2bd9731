using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>Everything a file for <c>aop sft</c> can say: supervised fine-tuning alone, on a model and demonstrations.</summary>
public sealed record FineTuneSettings
{
    internal static SettingsNames Names { get; } = new(typeof(FineTuneSettings));

    /// <summary>Title of the model's card; null makes one of the model's name and the data's.</summary>
    public string? Name { get; init; }

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The model to train: a HuggingFace folder, or the owner/name of a model that was fetched.</summary>
    [PathSetting(AllowsHubId = true)] public string? Model { get; init; }

    /// <summary>The demonstrations: questions with the answers to learn.</summary>
    public DataSource? Data { get; init; }

    /// <summary>Demonstrations trained on, at most; null trains on all that are not held out.</summary>
    [Range(1, int.MaxValue)] public int? Limit { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Demonstrations of <see cref="Data"/> held out to measure the loss on, none of whose questions is trained on; null holds a tenth out, at most
    /// 100; 0 holds none out, and then the best model is the last one. Not read where <see cref="ValidationData"/> is given.</summary>
    [Range(0, int.MaxValue)] public int? Validation { get; init => field = OptionRange.Check(this, value); }

    /// <summary>A file of its own to measure the loss on; what asks the same leaves the demonstrations.</summary>
    public DataSource? ValidationData { get; init; }

    /// <inheritdoc cref="ComputeSettings"/>
    public ComputeSettings Compute { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="PromptFormatOptions"/>
    public PromptFormatOptions PromptFormat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Number type of the trained weights on disk: float32, in which they are trained, or own, that of the model's folder.</summary>
    public SavedType SavedType { get; init; } = SavedType.Float32;

    /// <inheritdoc cref="SftSettings"/>
    public SftSettings Sft { get; init => field = OptionNotNull.Check(value); } = new();

    /// <exception cref="SettingsException">Something is missing or does not go together.</exception>
    internal void Check()
    {
        if (Model is null) throw new SettingsException("No model is named: give --model, or 'model' in the settings file.");
        if (Data is null) throw new SettingsException("No demonstrations are named: give --data, or 'data' in the settings file.");
        Names.Run(Sft.Training.Check);
    }
}
