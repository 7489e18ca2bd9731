using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
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
    internal static SettingsNames Names { get; } = new(typeof(ExperimentSettings));

    /// <summary>Title of the report.</summary>
    public string Name { get; init; } = "Always-On-Policy";

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The embedded world, or the user's own model and data.</summary>
    public WorldKind World { get; init; } = WorldKind.Files;

    /// <summary>Used with <c>world: miniature</c>.</summary>
    public MiniatureOptions? Miniature { get; init; }

    /// <summary>Used with <c>world: files</c>.</summary>
    public DataFilesSettings? Files { get; init; }

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
