using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class FoundDomainsTests
{
    private static readonly string[] s_baking = ["Why does my bread dough not rise?", "Is a bread oven worth it?", "How long does bread dough rest?",
        "Can bread be frozen?"];
    private static readonly string[] s_law = ["Can my landlord enter?", "Does a landlord owe interest?", "May a landlord raise the rent twice?",
        "Who pays when my landlord sells?"];

    /// <summary>As if the encoder knew bread from landlords.</summary>
    private static float[][] Encode(IReadOnlyList<string> texts) => [.. texts.Select(
        (t, i) => new[] { t.Contains("bread", StringComparison.Ordinal) ? 1f : 0f, 0.01f * i, 0f })];

    private static QuestionRow[] Rows(string? label) => [.. s_baking.Concat(s_law).Select((q, i) => new QuestionRow($"{i}", i == 0 ? label : null, q))];

    [Fact]
    public void Questions_that_are_alike_get_one_domain_called_by_the_words_that_set_it_apart()
    {
        var rows = FoundDomains.Label(Rows(null), Encode, 2, 1);
        rows.Take(4).Select(q => q.Domain).Distinct().Single()!.ShouldStartWith("bread");
        rows.Skip(4).Select(q => q.Domain).Distinct().Single()!.ShouldStartWith("landlord");
    }

    [Fact]
    public void A_label_stays_and_only_the_rest_is_clustered()
    {
        var rows = FoundDomains.Label(Rows("mine"), Encode, 2, 1);
        rows[0].Domain.ShouldBe("mine");
        rows.Skip(1).Select(q => q.Domain).Distinct().Count().ShouldBe(2);
        rows.ShouldAllBe(q => !string.IsNullOrEmpty(q.Domain));
    }

    [Fact]
    public void Nothing_is_looked_for_where_every_question_has_a_label() =>
        FoundDomains.AreNeeded([new("1", "a", "x"), new("2", "b", "y")]).ShouldBeFalse();
}
