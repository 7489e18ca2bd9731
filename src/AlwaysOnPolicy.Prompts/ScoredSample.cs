namespace AlwaysOnPolicy.Prompts;

/// <summary>The quadruple (domain, question, answer, reward) of section 4.4: one answer of the current policy to a held-out question.</summary>
/// <param name="QuestionId">Identity of the probe question.</param>
/// <param name="Domain">The question's subreddit, in SHP's spelling.</param>
/// <param name="Sample">Number of this answer among several to the same question, from 0.</param>
public sealed record ScoredSample(string QuestionId, string Domain, string Question, string Answer, double Reward, int Sample = 0);
