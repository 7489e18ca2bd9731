using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Everything an experiment file can say. The stages take only the parts they need, so that a change repeats no more than it must.</summary>
public sealed record ExperimentSettings
{
    /// <summary>Title of the report.</summary>
    public string Name { get; init; } = "Always-On-Policy";

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The embedded world, or the user's own model and data.</summary>
    public WorldKind World { get; init; } = WorldKind.Files;

    /// <summary>Used with <c>world: miniature</c>.</summary>
    public MiniatureOptions? Miniature { get; init; }

    /// <summary>Used with <c>world: files</c>.</summary>
    public FilesSettings? Files { get; init; }

    public ComputeSettings Compute { get; init; } = new();
    public PromptFormatOptions PromptFormat { get; init; } = new();

    /// <summary>How the policy answers, in training, probing and evaluation. The paper: temperature 0.9, 64 new tokens.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Temperature = 0.9, MaxNewTokens = 64 };

    public SftSettings Sft { get; init; } = new();
    public RewardSettings Reward { get; init; } = new();
    public PpoOptions Ppo { get; init; } = new();
    public LoopSettings Loop { get; init; } = new();

    /// <summary>When a text counts as a held-out question, which nobody trains on.</summary>
    public ContaminationSettings Contamination { get; init; } = new();

    public AuthorSettings Author { get; init; } = new();
    public ProbingSettings Probe { get; init; } = new();
    public VanillaSettings Vanilla { get; init; } = new();
    public EvaluationSettings Evaluation { get; init; } = new();
}

public enum WorldKind
{
    Files,
    Miniature,
}

/// <summary>How much of the machine a run uses. Nothing here enters a stage's key.</summary>
/// <remarks><see cref="Threads"/> and <see cref="BatchSize"/> decide in which order sums are taken, and so the last digits of float32: of scores and
/// embeddings, and through them of trained weights; now and then a drawn token. On one machine with the same settings a run repeats itself bit for bit.
/// stage.json records both and the processor, and a run that goes on with others says so.</remarks>
public sealed record ComputeSettings
{
    /// <summary>Torch threads of one stage; 0 takes every core, divided by <see cref="ParallelStages"/>.</summary>
    [Range(0, 256)] public int Threads { get; init; }

    /// <summary>Stages that run at the same time when nothing connects them, such as two arms.</summary>
    [Range(1, 64)] public int ParallelStages { get; init; } = 1;

    /// <summary>Answers generated, or scored, at once.</summary>
    [Range(1, 4096)] public int BatchSize { get; init; } = 16;

    /// <summary>PPO steps between two checkpoints, from which a run that was killed goes on in the middle of an iteration; 0 makes none.</summary>
    [Range(0, 1_000_000)] public int CheckpointSteps { get; init; } = 10;

    /// <summary>The same of fine-tuning and of the reward model's training, whose steps are shorter, besides the checkpoints after each epoch; 0 makes no others.</summary>
    [Range(0, 1_000_000)] public int EpochCheckpointSteps { get; init; } = 100;

    /// <summary>Checkpoints kept of a running stage, the newest; a finished one needs none.</summary>
    [Range(1, 1000)] public int CheckpointsKept { get; init; } = 2;
}

/// <summary>Section 4.4's loop: who trains on what, how often.</summary>
public sealed record LoopSettings
{
    /// <summary>What is compared, each with each, in the order of the report.</summary>
    public IReadOnlyList<ArmSettings> Arms { get; init; } = [ArmSettings.Vanilla, ArmSettings.Sop, ArmSettings.Aop];

    [Range(1, 100)] public int Iterations { get; init; } = 4;

    /// <summary>Author calls for one iteration. The paper: 40.</summary>
    [Range(1, 10_000)] public int AuthorCalls { get; init; } = 40;

    /// <summary>Questions asked of one author call. The paper: 50, so 2,000 prompts an iteration.</summary>
    [Range(1, 1_000)] public int PromptsPerCall { get; init; } = 50;

    /// <summary>Quadruples of each domain shown to one call. The paper: 15.</summary>
    [Range(1, 1_000)] public int QuadruplesPerDomain { get; init; } = 15;

    /// <summary>How often each prompt of an iteration is answered and learnt from. The paper: 2.</summary>
    [Range(1, 100)] public int PassesPerPrompt { get; init; } = 2;

    /// <summary>Whether an iteration goes on with Adam's moments, the KL coefficient and the running moments of the one before.</summary>
    public bool CarryTrainerState { get; init; } = true;

    /// <summary>Prompts that one iteration trains on.</summary>
    public int PromptsPerIteration() => AuthorCalls * PromptsPerCall;
}

/// <summary>What is measured at the end.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Answers sampled to each test question.</summary>
    [Range(1, 100)] public int Samples { get; init; } = 1;

    /// <summary>How many of them are judged: answer j of one arm against answer j of the other.</summary>
    [Range(1, 100)] public int JudgedSamples { get; init; } = 1;

    public JudgeSettings Judge { get; init; } = new();

    /// <summary>Questions of the report's side-by-side table.</summary>
    [Range(0, 100)] public int SampleAnswers { get; init; } = 6;
}
