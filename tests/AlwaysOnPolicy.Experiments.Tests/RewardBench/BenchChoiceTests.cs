using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Experiments.RewardBench;

namespace AlwaysOnPolicy.Experiments.Tests.RewardBench;

public sealed class BenchChoiceTests
{
    /// <summary>A model that is right on the pairs from <paramref name="first"/> on, so many of a hundred.</summary>
    private static ModelOutcomes Model(string name, int first, int right, bool trained = false, double margin = 1) => new(
        name, [.. Enumerable.Range(0, 100).Select(i => new PairOutcome($"p{i}", "all", (i - first + 100) % 100 < right ? margin : -margin, 1))], 0.1, trained
            ? ["seen"] : []);

    private static BenchChoice Choose(string? named, params ModelOutcomes[] models) => BenchChoice.Of(AgreementTable.Of(models), named);

    [Fact]
    public void The_most_agreements_decide_and_a_difference_that_is_shown_is_said()
    {
        var choice = Choose(null, Model("low", 0, 55), Model("high", 0, 80));
        choice.Name.ShouldBe("high");
        choice.Why.ShouldBe("high is chosen: of the models it agrees most often, in 80 of 100 pairs. It is ahead of the next, low (McNemar's test, p < 0.001 " +
            "after Holm's correction).");
    }

    [Fact]
    public void A_lead_that_may_be_chance_is_called_one()
    {
        var choice = Choose(null, Model("a", 0, 70), Model("b", 50, 68));
        choice.Name.ShouldBe("a");
        choice.Why.ShouldContain("It is not told apart from b, which agrees in 68 of 100 (McNemar's test, p ");
        choice.Why.ShouldNotContain("coin");
        Choose(null, Model("a", 0, 52)).Why.ShouldBe("a is chosen, the only model; it agrees in 52 of 100 pairs. It is not shown to be better than a coin.");
    }

    [Fact]
    public void Between_equals_the_lower_log_loss_decides()
    {
        Choose(null, Model("bold", 0, 60, margin: 5), Model("sober", 0, 60, margin: 0.5)).Name.ShouldBe("sober");
    }

    [Fact]
    public void A_model_trained_on_the_data_is_passed_over_while_there_are_others()
    {
        var choice = Choose(null, Model("seen", 0, 95, trained: true), Model("fair", 0, 70));
        choice.Name.ShouldBe("fair");
        choice.Why.ShouldStartWith("fair is chosen: of the models that are not known to have been trained on this data it agrees most often");
        Choose(null, Model("seen", 0, 95, trained: true)).Name.ShouldBe("seen");
    }

    [Fact]
    public void A_named_model_is_chosen_and_compared_with_the_best()
    {
        var choice = Choose("low", Model("low", 0, 55), Model("high", 0, 80));
        choice.Name.ShouldBe("low");
        choice.Why.ShouldBe("low is chosen by name; it agrees in 55 of 100 pairs. high is ahead of it (McNemar's test, p < 0.001 after Holm's correction). " +
            "It is not shown to be better than a coin.");
    }
}
