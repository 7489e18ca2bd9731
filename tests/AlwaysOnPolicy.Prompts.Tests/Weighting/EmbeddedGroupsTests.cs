using AlwaysOnPolicy.Prompts.Clustering;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class EmbeddedGroupsTests
{
    private static float[] Near(ulong seed, params float[] place)
    {
        var random = new SeededRandom(seed);
        return Array.ConvertAll(place, v => v + (0.05f * (float)random.NextGaussian()));
    }

    private static EmbeddedGroups Fit(IEnumerable<EmbeddedQuestion> probe) =>
        EmbeddedGroups.Fit([.. probe], new() { TopicsPerDomain = 2, Problems = 2, Components = 3 }, 5);

    [Fact]
    public void Topics_are_clusters_within_a_domain_and_a_new_question_joins_the_nearest()
    {
        var groups = Fit(Enumerable.Range(0, 20).Select(i => new EmbeddedQuestion(
            new($"{i}", i < 10 ? "a" : "b", ""), Near((ulong)i, i < 10 ? 0 : 5, i % 2, 0))));
        var even = groups.Of(new(new("", "a", ""), Near(100, 0, 0, 0)));
        var odd = groups.Of(new(new("", "a", ""), Near(101, 0, 1, 0)));
        even.Domain.ShouldBe("a");
        even.GroupAt(0).ShouldNotBeNull();
        even.GroupAt(0).ShouldNotBe(odd.GroupAt(0));
        groups.Of(new(new("", "a", ""), Near(102, 0, 1, 0))).GroupAt(0).ShouldBe(odd.GroupAt(0));
        groups.Of(new(new("", "b", ""), Near(103, 5, 1, 0))).GroupAt(0).ShouldNotBe(odd.GroupAt(0));
    }

    [Fact]
    public void Problems_are_clusters_across_the_domains_once_their_means_are_taken_off()
    {
        var groups = Fit(Enumerable.Range(0, 20).Select(i => new EmbeddedQuestion(
            new($"{i}", i < 10 ? "a" : "b", ""), Near((ulong)i, i < 10 ? 0 : 5, i % 2, 0))));
        var low = groups.Of(new(new("", "a", ""), Near(100, 0, 0, 0))).GroupAt(1);
        var high = groups.Of(new(new("", "a", ""), Near(101, 0, 1, 0))).GroupAt(1);
        low.ShouldNotBe(high);
        groups.Of(new(new("", "b", ""), Near(102, 5, 0, 0))).GroupAt(1).ShouldBe(low);
        groups.Of(new(new("", "b", ""), Near(103, 5, 1, 0))).GroupAt(1).ShouldBe(high);
    }

    [Fact]
    public void A_row_is_projected_to_where_the_fit_put_it_and_is_nearest_to_its_own_cluster()
    {
        float[][] rows = [.. Enumerable.Range(0, 12).Select(i => Near((ulong)i, i, i % 3, i % 2))];
        var pca = Pca.Fit([.. rows.Select(r => Array.ConvertAll(r, v => (double)v))], 2);
        var clusters = KMeans.Fit(pca.Transformed, 3, 1);
        for (var i = 0; i < rows.Length; i++)
        {
            var place = pca.Project(rows[i]);
            for (var k = 0; k < 2; k++) place[k].ShouldBe(pca.Transformed[i][k], 1e-9);
            clusters.Nearest(place).ShouldBe(clusters.Labels[i]);
        }
    }

    [Fact]
    public void A_domain_that_was_not_probed_has_no_groups_and_another_encoder_is_an_error()
    {
        var groups = Fit(Enumerable.Range(0, 20).Select(i => new EmbeddedQuestion(new($"{i}", "a", ""), Near((ulong)i, 0, i % 2, 0))));
        groups.Of(new(new("", "new", ""), Near(1, 0, 0, 0))).ShouldSatisfyAllConditions(f => f.Domain.ShouldBe("new"), f => f.Groups.ShouldBeEmpty());
        Should.Throw<ArgumentException>(() => groups.Of(new(new("", "a", ""), [1, 2])));
    }
}
