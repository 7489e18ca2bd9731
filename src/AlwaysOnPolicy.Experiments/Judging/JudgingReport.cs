using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>What judges said of two models' answers; judging.json is this record in snake_case.</summary>
/// <param name="HolmP">By judge: the exact sign test over questions, corrected for the number of judges.</param>
/// <param name="Shown">Those first on which judges differ or a verdict turned.</param>
/// <param name="Notes">On answers and verdicts that are missing.</param>
public sealed record JudgingReport(string Title, string A, string B, IReadOnlyList<JudgeRow> Judges, IReadOnlyList<double> HolmP,
    IReadOnlyList<JudgesAgreement> Agreements, IReadOnlyList<JudgedPairRow> Shown, IReadOnlyList<Fact> Facts, IReadOnlyList<string> Notes);
