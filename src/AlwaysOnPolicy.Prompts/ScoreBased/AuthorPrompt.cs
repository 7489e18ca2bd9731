using System.Text;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>The paper's author prompt, word for word but for the number of questions, and the quadruples under it.</summary>
internal static class AuthorPrompt
{
    public static string For(IReadOnlyList<ScoredSample> shown, int questions)
    {
        var text = new StringBuilder(
            "You are a writing expert. You are given a set of questions and answers, along with the domain of the question, and the helpfulness score for the " +
            "answer with respect to the question. A higher score means that the answer is helpful with respect to the question. First, identify the domains in " +
            "which the answers have received a poor score. Among these questions check for common patterns. For example, these questions could be fact-related, " +
            "might use proper nouns, etc. Next, check for similar patterns in domains with a high score. Come up with a set of " + questions +
            " questions, primarily focused on domains that have received a low score. Use common patterns from the high-performing questions while framing these " +
            "questions, so that the generated questions would receive a high score despite being from the low-scoring domains. Make the questions informal, like " +
            "the ones seen on Reddit, and provide a mixture of long and short length questions.");
        foreach (var s in shown)
            text.Append($"\n\nDomain: {s.Domain}\nQuestion: {s.Question}\nAnswer: {s.Answer}\nScore: {s.Reward:0.00}");
        return text.ToString();
    }

    /// <summary>Asks for what a short answer still lacks.</summary>
    public static string ForMore(int missing) => $"Write {missing} more such questions, none of those above again.";
}
