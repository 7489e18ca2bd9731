using System.Text.Json;
using AlwaysOnPolicy.Prompts.Diversity;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Prompts.Tests.Clustering;

/// <summary>Diversity against numpy's numbers, and by hand.</summary>
public sealed class DiversityGoldenTests
{
    private static readonly JsonElement s_expected = Goldens.Json(Goldens.File_("clustering", "expected.json"));

    private static float[][] Rows => [.. ClusteringGoldenTests.Vectors.Select(r => Array.ConvertAll(r, x => (float)x))];

    [Fact]
    public void Nearest_neighbours_equal_the_references()
    {
        var diversity = s_expected.GetProperty("diversity");
        var nearest = NearestNeighbours.Of(Rows);
        nearest.Select(n => n.Row).ShouldBe(diversity.GetProperty("nearest_neighbour").EnumerateArray().Select(n => n.GetInt32()));
        foreach (var (own, expected) in nearest.Zip(diversity.GetProperty("nearest_neighbour_cosine").EnumerateArray()))
            own.Cosine.ShouldBe(expected.GetDouble(), 1e-8);
        nearest.Average(n => n.Cosine).ShouldBe(diversity.GetProperty("mean_nearest_neighbour_cosine").GetDouble(), 1e-8);
    }

    [Fact]
    public void The_vendi_score_equals_the_references() =>
        VendiScore.Of(Rows).ShouldBe(s_expected.GetProperty("diversity").GetProperty("vendi_score").GetDouble(), 1e-6);

    [Fact]
    public void Neighbours_among_others_may_be_the_row_itself_and_a_row_alone_has_none()
    {
        float[][] rows = [[1, 0], [0, 2]];
        NearestNeighbours.Of(rows, [[0, 1], [3, 0], [1, 1]]).ShouldBe([(1, 1.0), (0, 1.0)]);
        NearestNeighbours.Of([[1f, 0f]]).ShouldBe([(-1, double.NegativeInfinity)]);
    }

    [Fact]
    public void Entropy_is_0_in_one_cluster_and_ln_k_over_k_equal_ones()
    {
        ClusterEntropy.Nats([3, 3, 3]).ShouldBe(0);
        ClusterEntropy.Nats([0, 1, 2, 0, 1, 2]).ShouldBe(Math.Log(3), 1e-12);
        ClusterEntropy.Nats([0, 0, 0, 1]).ShouldBe(-(0.75 * Math.Log(0.75)) - (0.25 * Math.Log(0.25)), 1e-12);
    }

    [Fact]
    public void Distinct_n_counts_different_runs_of_words_over_all()
    {
        string[] texts = ["Why so dry?", "why so wet", "so"];
        DistinctWords.Share(texts, 1).ShouldBe(4.0 / 7);   // why, so, dry, wet of 3 + 3 + 1
        DistinctWords.Share(texts, 2).ShouldBe(3.0 / 4);   // why so, so dry, so wet of 2 + 2
        DistinctWords.Share(texts, 4).ShouldBe(double.NaN);
    }

    [Fact]
    public void Wholly_different_rows_count_as_many_and_equal_ones_as_one()
    {
        VendiScore.Of([[1, 0, 0], [0, 5, 0], [0, 0, 2]]).ShouldBe(3, 1e-12);
        VendiScore.Of([[1, 1], [2, 2], [3, 3]]).ShouldBe(1, 1e-7);
    }

    [Fact]
    public void Fewer_rows_than_numbers_count_as_more_of_them_do()
    {
        // Eigenvalues of [[1, 0.6], [0.6, 1]] / 2 are 0.8 and 0.2; each row thrice changes no share.
        float[] one = [1, 0, 0, 0], other = [0.6f, 0.8f, 0, 0];
        var expected = Math.Exp(-(0.8 * Math.Log(0.8)) - (0.2 * Math.Log(0.2)));
        VendiScore.Of([one, other]).ShouldBe(expected, 1e-6);
        VendiScore.Of([one, other, one, other, one, other]).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void A_map_places_rows_of_two_groups_in_two_clusters_and_apart()
    {
        float[][] rows = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? new[] { 1f, 0.01f * i, 0 } : [-1f, 0, 0.01f * i])];
        var plane = PromptPlane.Fit(rows, seed: 1);
        var places = rows.Select(plane.Place).ToArray();
        places.Where((_, i) => i % 2 == 0).ShouldAllBe(p => Math.Sign(p.X) == Math.Sign(places[0].X));
        places.Where((_, i) => i % 2 == 1).ShouldAllBe(p => Math.Sign(p.X) == -Math.Sign(places[0].X));
        places.Where((_, i) => i % 2 == 0).Select(p => p.Cluster).Intersect(places.Where((_, i) => i % 2 == 1).Select(p => p.Cluster)).ShouldBeEmpty();
    }
}
