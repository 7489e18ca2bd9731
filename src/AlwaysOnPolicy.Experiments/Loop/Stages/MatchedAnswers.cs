using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Two models' answers to the same questions, in one order.</summary>
/// <param name="Notes">On answers without a partner.</param>
internal sealed record MatchedAnswers(IReadOnlyList<AnsweredQuestion> A, IReadOnlyList<AnsweredQuestion> B, IReadOnlyList<string> Notes)
{
    /// <summary>Matches by the question's wording and the answer's number. A question keeps the id that it has in <paramref name="a"/>, and takes the domain of
    /// <paramref name="b"/> where it has none.</summary>
    /// <param name="nameA">For the notes; likewise B.</param>
    public static MatchedAnswers Of(IReadOnlyList<AnsweredQuestion> a, IReadOnlyList<AnsweredQuestion> b, string nameA, string nameB)
    {
        var others = b.ToDictionary(x => (QuestionText.Key(x.Question.Text), x.Sample));
        var pairs = a.Select(x => (A: x, B: others.GetValueOrDefault((QuestionText.Key(x.Question.Text), x.Sample)))).Where(p => p.B is not null)
            .Select(p => (p.A, B: p.B!, Question: p.A.Question with { Domain = p.A.Question.Domain ?? p.B!.Question.Domain })).ToArray();
        return new([.. pairs.Select(p => p.A with { Question = p.Question })], [.. pairs.Select(p => p.B with { Question = p.Question })],
            [.. new[] { (a.Count, nameA, nameB), (b.Count, nameB, nameA) }.Where(n => n.Item1 > pairs.Length)
                .Select(n => $"{n.Item1 - pairs.Length} of {n.Item1} answers of {n.Item2} are left out: {n.Item3} has none to their questions.")]);
    }

    /// <exception cref="DataException">There is no pair.</exception>
    public MatchedAnswers RequireSome(string nameA, string nameB) => A.Count > 0 ? this : throw new DataException(
        $"{nameA} and {nameB} have no question in common: answers are compared where the wording of their questions is the same. Give the files of one set " +
        $"of " +
        "questions, or a file of prompts whose ids both have.");
}
