using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.RewardTraining;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>The reward model: trained from preference pairs, or one that is there already.</summary>
public sealed record RewardSettings : RewardFit
{
    /// <summary>A reward model, or the miniature world's truth (<c>gold</c>), of which only <see cref="Standardise"/> is read then.</summary>
    [NotInKey] public RewardKind Kind { get; init; }

    /// <summary>A reward model to use in place of training one: a HuggingFace folder of any kind that <c>aop reward bench</c> compares, or the
    /// owner/name of one that was fetched. Then of the other settings only <see cref="Standardise"/> and <see cref="Bfloat16"/> are read.</summary>
    [PathSetting(AllowsHubId = true), NotInKey] public string? Model { get; init; }

    /// <summary>Holds the weights of <see cref="Model"/>, where it is a decoder, as bfloat16: half of the memory.</summary>
    [NotInKey] public bool Bfloat16 { get; init; }

    /// <summary>Whether scores are moved and scaled so that the SFT policy's answers to the probe questions have mean 0 and deviation 1.</summary>
    public bool Standardise { get; init; } = true;
}
