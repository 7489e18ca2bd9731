using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Tests.Statistics;

public sealed class MeanEstimateTests
{
    private static readonly double[] Values = [1, 2, 4, 4, 7];

    [Fact]
    public void One_observation_a_cluster_gives_the_ordinary_standard_error() =>
        MeanEstimate.Clustered(Values, ["a", "b", "c", "d", "e"]).ShouldBe(MeanEstimate.Of(Values));

    [Fact]
    public void Answering_every_question_twice_alike_adds_no_certainty()
    {
        double[] twice = [.. Values, .. Values];
        var once = MeanEstimate.Of(Values);
        var clustered = MeanEstimate.Clustered(twice, ["a", "b", "c", "d", "e", "a", "b", "c", "d", "e"]);
        clustered.StandardError!.Value.ShouldBe(once.StandardError!.Value, 1e-12);
        clustered.Count.ShouldBe(10);
    }

    [Fact]
    public void One_cluster_has_a_mean_but_no_interval() =>
        MeanEstimate.Clustered([1, 3], ["a", "a"]).ShouldBe(new MeanEstimate(2, 2, null, null));

    [Fact]
    public void Nothing_has_no_mean() => Should.Throw<ArgumentException>(() => MeanEstimate.Of([]));

    [Fact]
    public void An_interval_is_two_numbers_in_json()
    {
        JsonSerializer.Serialize(new Interval(0.25, 0.5)).ShouldBe("[0.25,0.5]");
        JsonSerializer.Deserialize<Interval>("[0.25,0.5]").ShouldBe(new Interval(0.25, 0.5));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Interval>("[1]"));
    }
}
