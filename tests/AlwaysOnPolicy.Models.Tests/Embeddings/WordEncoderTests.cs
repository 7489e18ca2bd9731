using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Models.Tests.Embeddings;

public sealed class WordEncoderTests
{
    [Fact]
    public void Shared_words_and_parts_of_words_make_texts_alike()
    {
        Cosine("How do I bake bread?", "how do i bake bread").ShouldBe(1, 1e-6);   // case and marks do not count
        Cosine("How do I bake bread?", "Why did my bread not rise?").ShouldBeGreaterThan(Cosine("How do I bake bread?", "Is wool warmer than cotton?"));
        Cosine("baking", "bake").ShouldBeGreaterThan(Cosine("baking", "kettle"));
        Cosine("Wie kündige ich den Vertrag?", "Kündigung des Vertrags").ShouldBeGreaterThan(Cosine("Wie kündige ich den Vertrag?", "Der Kessel ist verkalkt"));
    }

    [Fact]
    public void Vectors_have_unit_length_and_an_empty_text_is_like_nothing()
    {
        using var encoder = SentenceEncoders.Load(SentenceEncoders.Words);
        var vectors = encoder.Encode(["one two", "drei", ""]);
        vectors[..2].ShouldAllBe(v => Math.Abs(v.Sum(x => (double)x * x) - 1) < 1e-6);
        vectors[2].ShouldAllBe(x => x == 0);
    }

    /// <summary>The word "ab" has the parts ab, &lt;ab and ab&gt;: three places at most, each ±1 before the division by their length.</summary>
    [Fact]
    public void A_word_is_itself_and_its_trigrams()
    {
        using var encoder = new WordEncoder();
        var values = encoder.Encode(["ab"])[0].Where(x => x != 0).ToArray();
        values.Length.ShouldBe(3);
        values.ShouldAllBe(x => Math.Abs(Math.Abs(x) - 0.57735) < 1e-4);
    }

    private static double Cosine(string a, string b)
    {
        using var encoder = new WordEncoder();
        var vectors = encoder.Encode([a, b]);
        return vectors[0].Zip(vectors[1], (x, y) => (double)x * y).Sum();
    }
}
