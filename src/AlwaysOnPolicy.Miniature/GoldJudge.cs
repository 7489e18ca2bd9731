using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Miniature;

/// <summary>Judges by the gold score: at least 0.1 ahead wins, else a tie.</summary>
public sealed class GoldJudge : IPairwiseJudge
{
    private const double Margin = 0.1 - 1e-9;   // scores are sums of decimal fractions

    /// <summary>"gold".</summary>
    public string Name => "gold";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Verdict>>([.. comparisons.Select(c =>
        {
            cancel.ThrowIfCancellationRequested();
            return Judge(c);
        })]);

    private Verdict Judge(Comparison c)
    {
        var lead = GoldScore.Of(c.Question.Text, c.AnswerA, c.EndedA) - GoldScore.Of(c.Question.Text, c.AnswerB, c.EndedB);
        return new Verdict(c.Question.Id, c.Question.Domain, c.Sample, lead >= Margin ? Preference.A : lead <= -Margin ? Preference.B : Preference.Tie,
            Name);
    }
}
