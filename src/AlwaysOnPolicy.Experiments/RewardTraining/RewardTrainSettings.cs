using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>What a reward model is trained from, and how.</summary>
public sealed record RewardTrainSettings : RewardFit
{
    /// <summary>A language model or a DeBERTa, on which a new head is set, or a reward model of these, which is trained on: a HuggingFace folder, or the
    /// owner/name of one that was fetched.</summary>
    public required string Model { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Files of pairs that people compared, to train on.</summary>
    public required IReadOnlyList<DataSource> Pairs { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Files of their own to measure on; empty holds a part of <see cref="Pairs"/> out.</summary>
    public IReadOnlyList<DataSource> HeldOut { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Pairs of <see cref="Pairs"/> to hold out, which share no question with the rest; null holds a tenth out. Read where <see cref="HeldOut"/> is
    /// empty.</summary>
    /// <value>pairs</value>
    [Range(1, int.MaxValue)] public int? HeldOutPairs { get; init => field = OptionRange.Check(this, value); }

    /// <summary>How a question becomes a prompt, of a decoder; an encoder reads question and answer as a pair, at most 512 tokens.</summary>
    public PromptFormatOptions Format { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Number type of the weights on disk: float32, in which they are trained, or own, that of <see cref="Model"/>'s folder. Accuracies are those of
    /// float32.</summary>
    public SavedType SavedType { get; init; } = SavedType.Float32;

    /// <summary>How much of the machine the training uses. An encoder is trained in float32; of checkpoints the steps and seconds are read, and how many
    /// are kept.</summary>
    public ComputeSettings Compute { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>The new head, the split and the order of the pairs derive from it.</summary>
    public ulong Seed { get; init; } = 1;
}
