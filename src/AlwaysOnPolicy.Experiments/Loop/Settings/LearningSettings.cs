using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Supervised fine-tuning, and which of its models the run goes on with.</summary>
public sealed record SftSettings
{
    public SftOptions Training { get; init; } = new();

    /// <summary>Longest answer learnt from, in tokens; a longer one is cut and then has no end-of-text.</summary>
    [Range(1, 100_000)] public int MaxAnswerTokens { get; init; } = 256;

    /// <summary>The policy of the run: the one after the last epoch, or the one with the lowest validation loss. Both are kept.</summary>
    public KeptModel Keep { get; init; } = KeptModel.Best;
}

public enum KeptModel
{
    Best,
    Last,
}

/// <summary>The reward model: trained from preference pairs, or one that is there already.</summary>
public sealed record RewardSettings
{
    /// <summary>A reward model to use in place of training one: a HuggingFace folder of any kind that <c>aop reward bench</c> compares, or the
    /// owner/name of one that was fetched. Then of the other settings only <see cref="Standardise"/> and <see cref="Bfloat16"/> are read.</summary>
    [PathSetting(AllowsHubId = true), NotInKey] public string? Model { get; init; }

    /// <summary>Holds the weights of <see cref="Model"/>, where it is a decoder, as bfloat16: half of the memory.</summary>
    [NotInKey] public bool Bfloat16 { get; init; }

    public RewardOptions Training { get; init; } = new();

    /// <summary>Longest answer scored, in tokens.</summary>
    [Range(1, 100_000)] public int MaxAnswerTokens { get; init; } = 256;

    /// <summary>Whether scores are moved and scaled so that the SFT policy's answers to the probe questions have mean 0 and deviation 1.</summary>
    public bool Standardise { get; init; } = true;
}
