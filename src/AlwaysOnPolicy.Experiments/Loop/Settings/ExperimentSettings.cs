using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Cluster;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Everything an experiment file can say. The stages take only the parts they need, so that a change repeats no more than it must.</summary>
public sealed record ExperimentSettings
{
    internal static SettingsNames Names { get; } = new(typeof(ExperimentSettings));

    /// <summary>Title of the report.</summary>
    public string Name { get; init => field = OptionNotNull.Check(value); } = "Always-On-Policy";

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The embedded world, or the user's own model and data.</summary>
    public WorldKind World { get; init; } = WorldKind.Files;

    /// <summary>Used with <c>world: miniature</c>.</summary>
    public MiniatureOptions? Miniature { get; init; }

    /// <summary>Used with <c>world: files</c>.</summary>
    public DataFilesSettings? Files { get; init; }

    /// <inheritdoc cref="ComputeSettings"/>
    public ComputeSettings Compute { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="RolloutSettings"/>
    public RolloutSettings Rollouts { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>The machine with the servers.</summary>
    internal ComputeSettings Machine => Compute.With(Rollouts);

    /// <inheritdoc cref="PromptFormatOptions"/>
    public PromptFormatOptions PromptFormat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>How the policy answers, in training, probing and evaluation. The paper: temperature 0.9, 64 new tokens.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = SamplingOptions.Paper;

    /// <summary>Number type of the trained weights on disk: float32, in which they are trained, or own, that of the model's folder, such as bfloat16. Whatever
    /// loads them afterwards computes with the rounded ones: every later stage, and PPO's next iteration, from which a small learning rate may be rounded
    /// away.</summary>
    public SavedType SavedType { get; init; } = SavedType.Float32;

    /// <inheritdoc cref="SftSettings"/>
    public SftSettings Sft { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="RewardSettings"/>
    public RewardSettings Reward { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="RewardCheckSettings"/>
    public RewardCheckSettings RewardCheck { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="PpoOptions"/>
    public PpoOptions Ppo { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="LoopSettings"/>
    public LoopSettings Loop { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>When a text counts as a held-out question, which nobody trains on.</summary>
    public ContaminationSettings Contamination { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="AuthorSettings"/>
    public AuthorSettings Author { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="ProbingSettings"/>
    public ProbingSettings Probe { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="VanillaSettings"/>
    public VanillaSettings Vanilla { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="EvaluationSettings"/>
    public EvaluationSettings Evaluation { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="ChatRunSettings"/>
    public ChatRunSettings Chat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>A Ray cluster that makes the stages; without it they are made on this machine.</summary>
    public ClusterSettings? Cluster { get; init; }
}
