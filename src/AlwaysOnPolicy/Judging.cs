using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy;

/// <summary>Two lists of answers, compared one by one.</summary>
internal static class Judging
{
    public static async Task<Judgement> RunAsync(IReadOnlyList<string> questions, IReadOnlyList<string> a, IReadOnlyList<string> b, IPairwiseJudge judge,
        ulong seed, CancellationToken cancel)
    {
        Comparison[] pairs = [.. questions.Select((q, i) => new Comparison(new Question($"{i + 1}", null, q), 0, a[i], true, b[i], true))];
        var verdicts = await judge.JudgeAsync(pairs, cancel);
        return new(WinRate.Count(verdicts, seed), verdicts);
    }
}
