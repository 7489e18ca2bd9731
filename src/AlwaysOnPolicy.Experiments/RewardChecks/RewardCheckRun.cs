using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>Lets a policy answer prompts several times and a reward score the answers.</summary>
internal static class RewardCheckRun
{
    /// <summary>Draws the prompts by lot, has them answered, and scores each answer and its first half.</summary>
    /// <param name="prompts">To draw from.</param>
    /// <param name="seed">Of the lot and of the answers.</param>
    /// <param name="progress">Told how many answers are drawn, of how many.</param>
    /// <exception cref="RewardException">The reward gives no score, or another number of them than it was asked for.</exception>
    public static async Task<IReadOnlyList<CheckedAnswer>> AnswersAsync(Policy policy, IRewardModel reward, IReadOnlyList<Question> prompts,
        RewardCheckSettings settings, SamplingOptions sampling, int batchSize, ulong seed, Action<int, int>? progress, CancellationToken cancel)
    {
        Question[] drawn = [.. prompts];
        SeededRandom.For(seed, "reward check").Shuffle(drawn);
        AnswerRequest[] requests =
        [
            .. drawn.Take(settings.Prompts).SelectMany(q => Enumerable.Range(0, settings.Answers)
                .Select(sample => new AnswerRequest(q.Text, Seeds.Derive(seed, "reward check", $"{sample}:{q.Text}")))),
        ];
        var answers = policy.Answer(requests, sampling, batchSize, done => progress?.Invoke(done, requests.Length), cancel);
        string?[] halves = [.. answers.Select(a => Half(a.Text))];
        Exchange[] exchanges =
        [
            .. requests.Zip(answers, (r, a) => new Exchange(r.Question, a.Text, a.Ended)),
            .. requests.Zip(halves).Where(h => h.Second is not null).Select(h => new Exchange(h.First.Question, h.Second!, Ended: false)),
        ];
        var scores = RewardScores.RequireOneEach($"The reward '{reward.Name}'", await reward.ScoreAsync(exchanges, cancel), exchanges);
        var next = answers.Count;
        return [.. answers.Select((a, i) => new CheckedAnswer(requests[i].Question, a.Text, a.Ids.Length, a.Ended, scores[i],
            halves[i] is null ? null : scores[next++]))];
    }

    /// <summary>The first half of an answer's words; null where there are none.</summary>
    private static string? Half(string answer)
    {
        var words = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? null : string.Join(' ', words[..(words.Length / 2)]);
    }
}
