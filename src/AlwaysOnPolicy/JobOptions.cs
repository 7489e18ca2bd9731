using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy;

/// <summary>What every training of an <see cref="Aligner"/> is told besides its own options.</summary>
public abstract record JobOptions
{
    private protected JobOptions() { }

    /// <summary>All randomness of the job derives from it: the same seed gives the same model.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How a question becomes a prompt; null takes what the model's folder says, else the model's chat template.</summary>
    public PromptFormatOptions? PromptFormat { get; init; }

    /// <summary>Numbers in which linear layers are multiplied; trained weights stay float32.</summary>
    public ComputeType Dtype { get; init; }

    /// <summary>Keeps less of a decoder's activations and computes them again: less memory for a third more arithmetic.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Number type of the trained weights on disk.</summary>
    public SavedType SavedType { get; init; }

    /// <summary>A folder of checkpoints: a job that was stopped goes on from its newest one, when it is started again with the same data, options and seed.
    /// An iteration asks its author again: where that writes other prompts, the checkpoint is refused as another training's. Null makes none.</summary>
    public Checkpoints? Checkpoints { get; init; }
}
