using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The grammar as rules see it: a question's topic and problem are its groups.</summary>
public static class MiniatureQuestions
{
    /// <summary>Every question of the grammar that a world does not hold out; its text is its id.</summary>
    public static IReadOnlyList<CandidateQuestion> Candidates(MiniatureWorld world)
    {
        var heldOut = world.HeldOutTexts.ToHashSet(StringComparer.Ordinal);
        return [.. Words.Domains.SelectMany(Grammar.Enumerate).Where(q => !heldOut.Contains(q.Text))
            .Select(q => new CandidateQuestion(new Question(q.Text, q.Domain.Name, q.Text), Of(q)))];
    }

    /// <summary>Domain, topic word and problem word of a question.</summary>
    /// <exception cref="DataException">It is none of the world's questions.</exception>
    public static QuestionFeatures Features(string question) =>
        Of(Grammar.Parse(question) ?? throw new DataException($"'{question}' is not a question of the miniature world."));

    private static QuestionFeatures Of(QuestionForm q) =>
        new(q.Domain.Name, [q.Domain.Topics[q.Topic], q.Problem is { } problem ? q.Domain.Skills.Problems[problem] : null]);
}
