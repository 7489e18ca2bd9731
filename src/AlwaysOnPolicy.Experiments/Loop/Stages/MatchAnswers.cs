using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>One side of two models' answers to the same questions: what both have, in one order.</summary>
/// <param name="names">Of the two sides, for notes.</param>
internal sealed class MatchAnswers((string A, string B) names) : Stage<MatchAnswers.In, AnswerSet>
{
    /// <param name="Prompts">Whose ids the files' rows have; null where the rows have the questions.</param>
    /// <param name="First">Whether A's answers are wanted, else B's.</param>
    public sealed record In(AnswersFrom A, AnswersFrom B, DataInput? Prompts, bool First);

    public override StageId Id => new("match-answers", 1);

    /// <summary>Both sides as stages of a plan.</summary>
    public static (Artifact<AnswerSet> A, Artifact<AnswerSet> B) Add(Plan plan, AnswersFrom a, AnswersFrom b, DataInput? prompts, string nameA, string nameB)
    {
        Artifact<AnswerSet> Side(bool first) =>
            plan.Add(new MatchAnswers((nameA, nameB)), new In(a, b, prompts, first), $"answers of {(first ? nameA : nameB)}, of {nameA} and {nameB}");
        return (Side(first: true), Side(first: false));
    }

    protected override async Task<AnswerSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var (a, b) = (await input.A.ReadAsync(stage, input.Prompts, cancel), await input.B.ReadAsync(stage, input.Prompts, cancel));
        var matched = MatchedAnswers.Of(a.Answers, b.Answers, names.A, names.B).RequireSome(names.A, names.B);
        if (input.First)
            foreach (var note in a.Notes.Concat(b.Notes).Concat(matched.Notes)) stage.Note(note);
        return new(input.First ? matched.A : matched.B);
    }
}
