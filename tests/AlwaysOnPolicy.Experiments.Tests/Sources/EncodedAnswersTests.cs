using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Learning.RewardTraining;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class EncodedAnswersTests
{
    private static readonly PreferenceExample s_same = new([1], [2, 3], [2, 3]);
    private static readonly PreferenceExample s_other = new([1], [2, 3], [2]);

    [Fact]
    public void Pairs_that_the_cut_made_equal_are_left_out_and_counted()
    {
        var notes = new List<string>();
        EncodedAnswers.Distinct([s_same, s_other, s_same], "training pairs", notes.Add).ShouldBe([s_other]);
        notes.ShouldHaveSingleItem().ShouldStartWith("2 of 3 training pairs are left out: their answers are the same once they are cut");
        EncodedAnswers.Distinct([s_other], "training pairs", notes.Add).ShouldBe([s_other]);
        notes.Count.ShouldBe(1);
    }

    [Fact]
    public void Where_no_pair_differs_the_run_ends() =>
        Should.Throw<DataException>(() => EncodedAnswers.Distinct([s_same], "held-out pairs", _ => { })).Message.ShouldContain("1 of 1 held-out pairs");
}
