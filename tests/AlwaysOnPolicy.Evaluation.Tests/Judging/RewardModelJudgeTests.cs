using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Evaluation.Tests.Judging;

public sealed class RewardModelJudgeTests
{
    [Theory]
    [InlineData("0.5", "0.4", 0, Preference.A)]
    [InlineData("0.4", "0.5", 0, Preference.B)]
    [InlineData("0.5", "0.5", 0, Preference.Tie)]
    [InlineData("0.85", "0.75", 0.1, Preference.A)]
    [InlineData("0.85", "0.76", 0.1, Preference.Tie)]
    [InlineData("NaN", "0.76", 0.1, Preference.Failed)]
    public async Task The_higher_score_wins_when_it_is_far_enough_ahead(string a, string b, double margin, Preference expected)
    {
        using var model = new NumberModel();
        var verdicts = await new RewardModelJudge(model, margin).JudgeAsync([new(new("q", null, "why?"), 1, a, true, b, false)], default);
        var verdict = verdicts.ShouldHaveSingleItem();
        verdict.Preference.ShouldBe(expected);
        (verdict.QuestionId, verdict.Sample, verdict.Judge).ShouldBe(("q", 1, "numbers"));
        (verdict.Failure is null).ShouldBe(expected != Preference.Failed);
        model.Seen.Select(e => e.Ended).ShouldBe([true, false]);
    }

    private sealed class NumberModel : IRewardModel
    {
        public string Name => "numbers";

        public IReadOnlyList<Exchange> Seen { get; private set; } = [];

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
        {
            Seen = exchanges;
            return new([.. exchanges.Select(e => double.Parse(e.Answer))]);
        }

        public void Dispose() { }
    }
}
