using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>What judges said of two models' answers; judging.json is this record in snake_case.</summary>
/// <param name="Title">Title of the report.</param>
/// <param name="A">Name of the one model.</param>
/// <param name="B">Name of the other.</param>
/// <param name="Judges">A row for each judge.</param>
/// <param name="HolmP">By judge: the exact sign test over questions, corrected for the number of judges.</param>
/// <param name="Agreements">How far each two judges agree.</param>
/// <param name="Shown">Those first on which judges differ or a verdict turned.</param>
/// <param name="Facts">What was judged, and by whom.</param>
/// <param name="Notes">On answers and verdicts that are missing.</param>
public sealed record JudgingReport(string Title, string A, string B, IReadOnlyList<JudgeRow> Judges, IReadOnlyList<double> HolmP,
    IReadOnlyList<JudgesAgreement> Agreements, IReadOnlyList<JudgedPairRow> Shown, IReadOnlyList<Fact> Facts, IReadOnlyList<string> Notes);
