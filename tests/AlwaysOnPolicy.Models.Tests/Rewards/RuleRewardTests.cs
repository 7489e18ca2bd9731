using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Tests.Rewards;

/// <summary>The rules for trying out: a pattern, a length.</summary>
public sealed class RuleRewardTests
{
    [Fact]
    public void Cancelling_ends_the_scoring()
    {
        var cancelled = new CancellationToken(canceled: true);
        IRewardModel[] all = [new RegexRewardModel("a"), LengthRewardModel.InWords(3), new ScaledRewardModel(LengthRewardModel.InWords(3), ScoreScale.None)];
        foreach (var reward in all) Should.Throw<OperationCanceledException>(() => reward.Score([new Exchange("please ?", "a")], cancelled));
    }

    [Fact]
    public void Scores_that_are_all_the_same_have_no_scale_though_their_mean_is_rounded()
    {
        double[] same = [0.1, 0.1, 0.1];
        same.Average().ShouldNotBe(0.1);
        ScoreScale.Of(same).ShouldBeNull();
    }

    private static double Score(IRewardModel reward, string answer) => reward.Score([new Exchange("please ?", answer)]).ShouldHaveSingleItem();

    [Theory]
    [InlineData("please", "yes, please.", 1)]
    [InlineData("please", "Please.", 0)]
    [InlineData("(?i)please", "PLEASE.", 1)]
    [InlineData("^yes$", "oh yes", 0)]
    [InlineData("please", "", 0)]
    [InlineData(@"(\w)\1", "a book", 1)]        // a back-reference, which must be matched by trying
    [InlineData("(?<!no )please", "no please", 0)]
    public void A_pattern_scores_1_where_the_answer_holds_it(string pattern, string answer, double score)
    {
        using var reward = new RegexRewardModel(pattern);
        Score(reward, answer).ShouldBe(score);
    }

    [Theory, InlineData("a", "banana", 3), InlineData("ana", "banana", 1), InlineData("x", "banana", 0)]
    public void A_counting_pattern_scores_the_places_where_it_is_found(string pattern, string answer, double score)
    {
        using var reward = new RegexRewardModel(pattern, count: true);
        Score(reward, answer).ShouldBe(score);
    }

    [Fact]
    public void A_pattern_that_would_explode_is_matched_in_linear_time()
    {
        using var reward = new RegexRewardModel("^(a+)+$");
        Score(reward, new string('a', 5000) + "!").ShouldBe(0);   // by trying it would take 2 to the power of 5000 steps
    }

    [Fact]
    public void A_pattern_that_must_be_tried_and_explodes_ends_with_an_error()
    {
        using var reward = new RegexRewardModel(@"^(a+)+(?=b)\1$");
        Should.Throw<RewardException>(() => Score(reward, new string('a', 5000) + "!")).Message.ShouldContain("took longer than 1 second");
    }

    [Fact]
    public void What_is_no_pattern_is_refused() => Should.Throw<SettingsException>(() => new RegexRewardModel("(open")).Message.ShouldContain("'(open'");

    [Theory]
    [InlineData("one two three", 0)]
    [InlineData("  one\ttwo\nthree , four ", -2)]
    [InlineData("", -3)]
    public void A_length_in_words_scores_minus_the_distance(string answer, double score)
    {
        using var reward = LengthRewardModel.InWords(3);
        Score(reward, answer).ShouldBe(score);
    }

    [Fact]
    public void A_length_in_tokens_counts_those_of_the_text_alone()
    {
        var tokenizer = Tokenizer.Load(Goldens.Material("tokenizers/trained-byte-bpe"));
        const string Answer = "a rather long answer";
        var length = tokenizer.Encode(Answer, addSpecialTokens: false).Length;
        using var reward = LengthRewardModel.InTokens(3, tokenizer);
        Score(reward, Answer).ShouldBe(3 - length);
        length.ShouldBeGreaterThan(4);   // or words would do as well
    }
}
