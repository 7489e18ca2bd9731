using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>The text that an LLM author receives: the paper's prompt word for word, what a rule adds to it, then the quadruples, then the form of the
/// answer.</summary>
internal static class AuthorRequestText
{
    /// <summary>Section 4.4's prompt; the paper asks for 50 questions.</summary>
    public static string Instruction(int count) =>
        "You are a writing expert. You are given a set of questions and answers, along with the domain of the question, and the helpfulness score " +
        "for the answer with respect to the question. A higher score means that the answer is helpful with respect to the question. First, identify " +
        "the domains in which the answers have received a poor score. Among these questions check for common patterns. For example, these questions " +
        "could be fact-related, might use proper nouns, etc. Next, check for similar patterns in domains with a high score. Come up with a set of " +
        $"{count} questions, primarily focused on domains that have received a low score. Use common patterns from the high-performing questions while " +
        "framing these questions, so that the generated questions would receive a high score despite being from the low-scoring domains. Make the " +
        "questions informal, like the ones seen on Reddit, and provide a mixture of long and short length questions.";

    /// <param name="analysis">What a rule has to say (<see cref="AnalysisText"/>); null leaves the paper's prompt as it is.</param>
    public static string For(IReadOnlyList<ScoredSample> shown, int count, int? maxAnswerCharacters, string? analysis = null)
    {
        var text = new StringBuilder(Instruction(count));
        if (analysis is not null) text.Append("\n\n").Append(analysis);
        foreach (var domain in shown.GroupBy(s => s.Domain))
        {
            text.Append("\n\n=== Domain: ").Append(domain.Key).Append(" ===");
            foreach (var sample in domain)
            {
                text.Append("\n\nQuestion: ").Append(sample.Question.Text.Trim());
                text.Append("\nAnswer: ").Append(Cut(sample.Answer.Trim(), maxAnswerCharacters));
                text.Append("\nScore: ").Append(sample.Reward.ToString("0.000", CultureInfo.InvariantCulture));
            }
        }
        text.Append("\n\n=== Form of your reply ===\n\nReply with a numbered list of the ").Append(count)
            .Append(" new questions and nothing else: one question on each line, with its domain in square brackets before it, like \"1. [")
            .Append(shown[0].Domain).Append("] …\".");
        return text.ToString();
    }

    private static string Cut(string answer, int? length) => length is { } most && answer.Length > most ? answer[..most].TrimEnd() + " …" : answer;
}
