using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>The verdicts of an annotation file on two models' answers, found by question and both answers, whichever of them it calls the first.</summary>
internal sealed class ReadAnnotations(string name) : Stage<ReadAnnotations.In, VerdictSet>
{
    public sealed record In(Artifact<AnswerSet> A, Artifact<AnswerSet> B, DataInput Annotations);

    public override StageId Id => new("annotations", 1);

    protected override async Task<VerdictSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var (a, b) = (await stage.ReadAsync(input.A, cancel), await stage.ReadAsync(input.B, cancel));
        var set = DataSets.ReadAnnotations(input.Annotations);
        foreach (var note in set.Notes) stage.Note(note);
        // The later of two annotations of one pair counts, as the one that replaced the other.
        var found = set.Rows.GroupBy(r => (QuestionText.Key(r.Instruction), r.Output1.Trim(), r.Output2.Trim())).ToDictionary(g => g.Key, g => g.Last());
        var (preferences, missing) = (new List<double?>(), 0);
        Verdict[] verdicts = [.. a.Answers.Zip(b.Answers, Judge)];
        if (missing == verdicts.Length)
            throw new DataException($"{input.Annotations.Setting}: '{input.Annotations.Source.Path}' has no annotation of any of these {missing} pairs of " +
                "answers. They are found by the question and both answers, word for word: name the file that was made of these answers.");
        if (missing > 0)
            stage.Note($"{missing} of {verdicts.Length} pairs of answers have no annotation in the file of '{name}', and count as without a verdict.");
        if (AnnotatedWinRate.Of(preferences) is { } rate && Math.Abs(rate.WinRate - rate.Discrete) > 1e-9)
            stage.Note(string.Create(CultureInfo.InvariantCulture, $"The annotator '{name}' weighs its preferences: A's win rate by AlpacaEval is " +
                $"{100 * rate.WinRate:0.00} %, and {100 * rate.Discrete:0.00} % with each preference given to the nearer answer, as it is here."));
        return new VerdictSet(verdicts);

        Verdict Judge(AnsweredQuestion first, AnsweredQuestion second)
        {
            var (question, own, other) = (QuestionText.Key(first.Question.Text), first.Answer.Trim(), second.Answer.Trim());
            var (row, turned) = found.TryGetValue((question, other, own), out var there) ? (there, false) : (found.GetValueOrDefault((question, own, other)),
                true);
            var preference = turned && row?.Preference is { } p ? 3 - p : row?.Preference;
            preferences.Add(preference);
            if (row is null) missing++;
            return new(first.Question.Id, first.Question.Domain, first.Sample, row is null ? Preference.Failed
                : (row with { Preference = preference }).Verdict(),
                name, row is null ? "The file has no annotation of these two answers." : row.Preference is null ? "The annotation has no preference." : null);
        }
    }
}
