using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Everything a report says; report.json is this record in snake_case.</summary>
public sealed record ReportData
{
    public required string Title { get; init; }

    /// <summary>What was run, as pairs of label and value.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>AOP against SOP and against vanilla, on all test questions.</summary>
    public required IReadOnlyList<ComparisonRow> Comparisons { get; init; }

    /// <summary>The same on the questions of the weakest domains; empty where nobody knows which these are.</summary>
    public required IReadOnlyList<ComparisonRow> Weakest { get; init; }

    /// <summary>The pairs of arms that leave AOP out, on all test questions.</summary>
    public IReadOnlyList<ComparisonRow> Further { get; init; } = [];

    /// <summary>Each arm after each iteration; SFT is iteration 0.</summary>
    public required IReadOnlyList<ArmRow> Arms { get; init; }

    /// <summary>Validation loss of the fine-tuning, epoch 0 before it.</summary>
    public IReadOnlyList<double> SftValidationLoss { get; init; } = [];
    public RewardModelRow? RewardModel { get; init; }

    /// <summary>Domains known to be weak before training; empty where nobody knows.</summary>
    public IReadOnlyList<string> WeakDomains { get; init; } = [];

    /// <summary>Mean reward of the probe answers by arm, iteration and domain.</summary>
    public IReadOnlyList<DomainReward> DomainRewards { get; init; } = [];

    /// <summary>PPO step by step: by arm, the iterations one after the other.</summary>
    public IReadOnlyList<TrainingPoint> Training { get; init; } = [];

    /// <summary>Answers of the arms' last policies side by side.</summary>
    public IReadOnlyList<SampleRow> Samples { get; init; } = [];

    /// <summary>How the questions of <see cref="Samples"/> were chosen.</summary>
    public string? SampleNote { get; init; }
    public IReadOnlyList<StageTime> Stages { get; init; } = [];

    /// <summary>What the arms cost, by iteration and part.</summary>
    public IReadOnlyList<WorkRow> Work { get; init; } = [];

    /// <summary>Quality at the cost of the cheapest arm.</summary>
    public IReadOnlyList<BudgetRow> AtBudget { get; init; } = [];

    /// <summary>What vanilla needs for the others' first iteration.</summary>
    public IReadOnlyList<CatchUpRow> CatchUp { get; init; } = [];

    /// <summary>What the PPO monitors said, in the order of training.</summary>
    public IReadOnlyList<MonitorNote> Monitors { get; init; } = [];

    /// <summary>What the other stages said.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The experiment file as resolved, in YAML; null where it is not known.</summary>
    public string? Settings { get; init; }

    /// <summary>The reports that this one puts together, by links relative to its folder.</summary>
    public IReadOnlyList<ReportLink> Links { get; init; } = [];

    /// <summary>Over several seeds; null for one run.</summary>
    public StudyData? Study { get; init; }

    /// <summary>Of PPO alone; null for an experiment.</summary>
    public PpoOutcome? Outcome { get; init; }
}

public sealed record Fact(string Label, string Value);

/// <param name="Prompts">Judged records: a_wins + b_wins + ties + failed.</param>
/// <param name="AWinRate">A's wins over all records (Equation 2).</param>
/// <param name="Interval">Of it, 95 %, resampled by question.</param>
/// <param name="NetWinRate">(A's wins − B's wins) over all records.</param>
public sealed record ComparisonRow(
    string A, string B, int Iteration, int Prompts, int AWins, int BWins, int Ties, int Failed, double AWinRate, Interval Interval,
    double NetWinRate, Interval NetInterval);

/// <param name="Gold">Mean true score of the test answers; null outside the miniature world.</param>
/// <param name="GoldWeakest">The same in the weakest domains.</param>
/// <param name="ProbeReward">Mean reward of the probe answers.</param>
public sealed record ArmRow(string Arm, int Iteration, double? Gold, double? GoldWeakest, double? ProbeReward, Interval? ProbeInterval)
{
    /// <summary>Of <see cref="Gold"/>, 95 %: over questions in one run, over seeds in a study.</summary>
    public Interval? GoldInterval { get; init; }

    /// <inheritdoc cref="GoldInterval"/>
    public Interval? GoldWeakestInterval { get; init; }

    /// <summary>Mean over the probe questions of the reward minus SFT's on the same question; null for SFT itself.</summary>
    public double? ProbeGain { get; init; }

    /// <summary>Of <see cref="ProbeGain"/>, 95 %.</summary>
    public Interval? ProbeGainInterval { get; init; }

    /// <summary>PPO steps of the arm up to here.</summary>
    public double? Steps { get; init; }

    /// <summary>Tokens that the arm generated and was trained on up to here, with those of its probes and gates.</summary>
    public double? Tokens { get; init; }

    /// <summary>Processor seconds that the arm cost up to here, in the same way.</summary>
    public double? ProcessorSeconds { get; init; }
}

public sealed record RewardModelRow(int Right, int Total, double Accuracy, Interval Interval);

public sealed record DomainReward(string Arm, int Iteration, string Domain, double Reward);

/// <summary>One PPO step; a statistic that the trainer did not report is not a number.</summary>
/// <param name="Step">From 1 in each iteration.</param>
/// <param name="Kl">To the SFT policy, nats an answer.</param>
/// <param name="Ratio">Mean probability ratio of new and old policy.</param>
/// <param name="Entropy">Nats a token.</param>
/// <param name="ClipFraction">Share of tokens whose ratio was clipped.</param>
/// <param name="ExplainedVariance">Share of the returns' variance that the value head explains.</param>
/// <param name="ResponseLength">Tokens.</param>
/// <param name="Updates">Mini-batches.</param>
/// <param name="SkippedUpdates">Mini-batches that taught nothing.</param>
public sealed record TrainingPoint(
    string Arm, int Iteration, int Step, double Reward, double Kl, double ValueLoss, double PolicyLoss, double Ratio, double Entropy,
    double ClipFraction, double ExplainedVariance, double ResponseLength, int Updates, int SkippedUpdates);

public sealed record SampleRow(string? Domain, string Question, IReadOnlyList<SampleAnswer> Answers);

public sealed record SampleAnswer(string Arm, string Text, double? Gold)
{
    /// <summary>Null where it was not scored.</summary>
    public double? Reward { get; init; }
}

/// <param name="PeakMemoryBytes">Of the whole process until the stage ended.</param>
public sealed record StageTime(string Stage, string Label, double Seconds, long PeakMemoryBytes);

public sealed record ReportLink(string Label, string Address);

/// <summary>Several seeds of one experiment.</summary>
public sealed record StudyData(IReadOnlyList<ulong> Seeds, IReadOnlyList<StudyArm> Arms, IReadOnlyList<StudyDifference> Differences);

/// <param name="StandardError">Over the seeds.</param>
public sealed record StudyArm(string Arm, int Iteration, double Gold, double StandardError, double? GoldWeakest);

/// <param name="Difference">Mean over the seeds of A's gold minus B's.</param>
/// <param name="Ahead">Seeds in which A is ahead.</param>
/// <param name="SignTestP">Exact, two-sided.</param>
public sealed record StudyDifference(string A, string B, int Iteration, double Difference, double StandardError, int Ahead, int Behind, double SignTestP)
{
    /// <summary>A's gold minus B's, seed by seed.</summary>
    public IReadOnlyList<double> BySeed { get; init; } = [];

    /// <summary>Of <see cref="Difference"/>, 95 %, by Student's t over the seeds.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The same difference in the weakest domains; null where nobody knows which these are.</summary>
    public MeanEstimate? Weakest { get; init; }
}

/// <summary>What PPO alone came to.</summary>
public sealed record PpoOutcome
{
    public required int Steps { get; init; }

    /// <summary>Of the sampled prompts; null where none were sampled.</summary>
    public RewardChange? Reward { get; init; }

    /// <summary>To the reference in the last step, nats an answer.</summary>
    public required double LastKl { get; init; }

    /// <summary>What the monitors said, in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Mean reward of the answers to the same prompts.</summary>
/// <param name="Gain">Of the difference, prompt by prompt.</param>
public sealed record RewardChange(int Prompts, MeanEstimate Before, MeanEstimate After, MeanEstimate Gain);
