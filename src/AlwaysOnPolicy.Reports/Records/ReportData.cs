using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Everything a report says; report.json is this record in snake_case.</summary>
public sealed record ReportData
{
    /// <summary>Title of the report.</summary>
    public required string Title { get; init; }

    /// <summary>What was run, as pairs of label and value.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>AOP against SOP and against vanilla, on all test questions.</summary>
    public required IReadOnlyList<ComparisonRow> Comparisons { get; init; }

    /// <summary>The same on the questions of the weakest domains; empty where nobody knows which these are.</summary>
    public required IReadOnlyList<ComparisonRow> Weakest { get; init; }

    /// <summary>The pairs of arms that leave AOP out, on all test questions.</summary>
    public IReadOnlyList<ComparisonRow> Further { get; init; } = [];

    /// <summary>What the order of showing did to the judge, over all comparisons; null where no order is shown, and in a study.</summary>
    public PositionBias? PositionBias { get; init; }

    /// <summary>Each judge, the one that decides first; empty in a study.</summary>
    public IReadOnlyList<JudgeRow> Judges { get; init; } = [];

    /// <summary>How far each two judges agree.</summary>
    public IReadOnlyList<JudgesAgreement> JudgeAgreements { get; init; } = [];

    /// <summary>All policies that were compared, the strongest first; empty where the comparisons do not connect them, and in a study.</summary>
    public IReadOnlyList<RankingRow> Ranking { get; init; } = [];

    /// <summary>Test questions with the last policies' answers and what was said of them, for reading and searching; empty in a study.</summary>
    public IReadOnlyList<AnsweredRow> Answers { get; init; } = [];

    /// <summary>Of the arms' last policies; empty in a study.</summary>
    public IReadOnlyList<QuestionScores> QuestionScores { get; init; } = [];

    /// <summary>Names the reward model: only rewards of one model can be compared. Null in a study.</summary>
    public string? RewardKey { get; init; }

    /// <summary>How many of its stages a run that goes on has finished; null of a finished one.</summary>
    public RunPart? Part { get; init; }

    /// <summary>All pairs of arms, on all test questions.</summary>
    [JsonIgnore] public IEnumerable<ComparisonRow> Compared => Comparisons.Concat(Further);

    /// <summary>Whether there are more pairs of arms than anybody reads one by one: then they are shown as a table. Four arms make six.</summary>
    [JsonIgnore] public bool HasManyPairs => Compared.Select(c => (c.A, c.B)).Distinct().Count() >= 7;

    /// <summary>Each arm after each iteration; SFT is iteration 0.</summary>
    public required IReadOnlyList<ArmRow> Arms { get; init; }

    /// <summary>Validation loss of the fine-tuning, epoch 0 before it.</summary>
    public IReadOnlyList<double> SftValidationLoss { get; init; } = [];

    /// <summary>Tokens of the policy's tokenizer; null where it is not known.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>The lowest validation loss after fine-tuning; null without validation.</summary>
    [JsonIgnore] public double? SftLoss => SftValidationLoss.Count > 1 ? SftValidationLoss.Skip(1).Min() : null;

    /// <summary>How well the reward model tells the preferred answer; null where none was trained.</summary>
    public RewardModelRow? RewardModel { get; init; }

    /// <summary>Domains known to be weak before training; empty where nobody knows.</summary>
    public IReadOnlyList<string> WeakDomains { get; init; } = [];

    /// <summary>Mean reward of the probe answers by arm, iteration and domain.</summary>
    public IReadOnlyList<DomainReward> DomainRewards { get; init; } = [];

    /// <summary>What each arm asked in each iteration by domain, and why; empty in a study.</summary>
    public IReadOnlyList<PromptDomainRow> Prompts { get; init; } = [];

    /// <summary>How diverse each iteration's prompts are; null where it was not looked at, and in a study.</summary>
    public PromptAudit? Audit { get; init; }

    /// <summary>Of the vanilla arm that is thinned by clusters; null where there is none, and in a study.</summary>
    public EliminationData? Elimination { get; init; }

    /// <summary>What the rollouts of each rule earned, by arm and iteration; empty where no author follows one, and in a study.</summary>
    public IReadOnlyList<EarnedRow> EarnedByRule { get; init; } = [];

    /// <summary>Pages with all prompts of an iteration; empty where there is no folder for them.</summary>
    public IReadOnlyList<PromptPageLink> PromptPages { get; init; } = [];

    /// <summary>PPO step by step: by arm, the iterations one after the other.</summary>
    public IReadOnlyList<TrainingPoint> Training { get; init; } = [];

    /// <summary>Answers of the arms' last policies side by side.</summary>
    public IReadOnlyList<SampleRow> Samples { get; init; } = [];

    /// <summary>How the questions of <see cref="Samples"/> were chosen.</summary>
    public string? SampleNote { get; init; }

    /// <summary>What each stage took.</summary>
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

    /// <summary>What people said of pairs of policies, Table 4 of the paper; empty where nobody was asked, and in a study.</summary>
    public IReadOnlyList<HumanComparison> Human { get; init; } = [];
}
