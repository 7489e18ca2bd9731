using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>How far the log-probabilities of those who drew a step's answers are from the learner's, which are the ones that PPO uses.</summary>
/// <param name="Mean">Of the differences' absolute values over the tokens that a server drew, in nats.</param>
/// <param name="Max">The largest of them, in nats.</param>
internal sealed record LogprobDifference(double Mean, double Max)
{
    public const string MeanKey = "rollouts/logprob_difference_mean", MaxKey = "rollouts/logprob_difference_max";

    /// <param name="learner">The learner's of all response tokens, answer after answer.</param>
    /// <returns>Null where no answer was drawn elsewhere.</returns>
    public static LogprobDifference? Of(IReadOnlyList<Answer> answers, IReadOnlyList<double> learner)
    {
        var (sum, max, count, place) = (0.0, 0.0, 0, 0);
        foreach (var answer in answers)
        {
            foreach (var (told, token) in (answer.Logprobs ?? []).Select((l, i) => (l, i)))
            {
                var difference = Math.Abs(told - learner[place + token]);
                (sum, max, count) = (sum + difference, Math.Max(max, difference), count + 1);
            }
            place += answer.Ids.Length;
        }
        return count == 0 ? null : new(sum / count, max);
    }

    /// <summary>A step's statistics with these beside them.</summary>
    public IReadOnlyDictionary<string, double> Beside(IReadOnlyDictionary<string, double> stats) =>
        new Dictionary<string, double>(stats) { [MeanKey] = Mean, [MaxKey] = Max };
}
