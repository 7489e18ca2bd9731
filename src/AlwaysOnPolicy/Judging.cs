using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy;

/// <summary>Two lists of answers, compared one by one.</summary>
internal static class Judging
{
    public static async Task<Judgement> RunAsync(IReadOnlyList<string> questions, IReadOnlyList<string> a, IReadOnlyList<string> b, IPairwiseJudge judge,
        ulong seed, CancellationToken cancel)
    {
        Comparison[] pairs = [.. questions.Select((q, i) => new Comparison(new Question($"{i + 1}", null, q), 0, a[i], true, b[i], true))];
        var verdicts = await UserCode.Call(() => judge.JudgeAsync(pairs, cancel));
        if (verdicts.Count != pairs.Length)
            throw new JudgeException($"The judge '{judge.Name}' gave {verdicts.Count} verdicts on {pairs.Length} comparisons: it must give one to each, in " +
                "their order.");
        return new(WinRate.Count(verdicts, seed), verdicts);
    }
}
