using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Prompts.Tests.HeldOut;

public sealed class HeldOutQuestionsTests
{
    private static string Row(string stem, int count) => string.Join(' ', Enumerable.Range(1, count).Select(i => $"{stem}{i}"));

    private static HeldOutMatch? Find(string held, string text, ContaminationSettings? settings = null) =>
        new HeldOutQuestions([new("probe questions", held)], settings ?? new()).Find(text);

    [Fact]
    public void Thirteen_words_of_a_held_out_question_in_a_row_are_too_many_and_twelve_are_not()
    {
        var held = Row("w", 20);
        Find(held, $"{Row("a", 5)} {string.Join(' ', held.Split(' ')[4..17])} {Row("b", 5)}").ShouldBe(new("probe questions", Likeness.Ngram));
        Find(held, $"{Row("a", 5)} {string.Join(' ', held.Split(' ')[4..16])} {Row("b", 5)}").ShouldBeNull();
        Find(held, string.Join(' ', held.Split(' ').Reverse())).ShouldBeNull("the order counts");
    }

    [Fact]
    public void Of_shorter_texts_the_whole_must_be_in_the_other_and_below_8_words_they_share_no_row()
    {
        Find(Row("w", 9), $"so, {Row("w", 9).ToUpperInvariant()}, please?").ShouldBe(new("probe questions", Likeness.Ngram));
        Find($"so {Row("w", 9)} please", Row("w", 9)).ShouldBe(new("probe questions", Likeness.Ngram));
        Find(Row("w", 9), $"{Row("w", 8)} x please").ShouldBeNull();
        Find($"so {Row("w", 7)}", Row("w", 7)).ShouldBeNull();
        Find(Row("w", 7), Row("W", 7) + "!").ShouldBe(new("probe questions", Likeness.Wording));
    }

    [Theory]
    [InlineData("Quick one: why is puppy sore?")]
    [InlineData("Hello, I have a question. Why is puppy sore ? Thank you!")]
    [InlineData("hi , why is pup\u0440y s\u043ere")]   // two Cyrillic letters
    public void A_whole_question_of_4_words_counts_whatever_stands_round_it(string text) =>
        Find("Why is puppy sore?", text).ShouldBe(new("probe questions", Likeness.Contained));

    [Fact]
    public void Turns_of_speech_and_parts_of_a_question_do_not_count()
    {
        Find("Why is that?", "my puppy is sore , why is that ?").ShouldBeNull();
        Find("Why is puppy sore today?", "hello, why is puppy sore").ShouldBeNull();
        Find("Why is puppy sore?", "hello, why is puppy so sore").ShouldBeNull();
        Find("Why is that?", "my puppy is sore , why is that ?", new() { ContainedWords = 3 }).ShouldBe(new("probe questions", Likeness.Contained));
        Find("Why is puppy sore?", "hello, why is puppy sore", new() { ContainedWords = null }).ShouldBeNull();
        Find("Why is puppy sore?", "hello, why is puppy sore", new() { ContainedWords = 5 }).ShouldBeNull();
    }

    [Fact]
    public void A_text_whose_embedding_is_known_is_not_embedded_again()
    {
        var calls = 0;
        var held = new HeldOutQuestions([new("x", "held", [1, 0])], new(), _ => { calls++; return [1, 0]; });
        held.Find("other", [0, 1]).ShouldBeNull();
        held.Find("near", [1, 0]).ShouldBe(new("x", Likeness.Cosine));
        calls.ShouldBe(0);
        held.Find("near").ShouldBe(new("x", Likeness.Cosine));
        calls.ShouldBe(1);
    }

    [Fact]
    public void Each_comparison_can_be_set_and_left_out()
    {
        Find("why?", "Why", new() { SameWording = false }).ShouldBeNull();
        Find(Row("w", 9), $"so {Row("w", 9)}", new() { NgramWords = null, ContainedWords = null }).ShouldBeNull();
        Find(Row("w", 9), $"so {string.Join(' ', Row("w", 9).Split(' ')[2..7])}", new() { NgramWords = 5 }).ShouldBe(new("probe questions", Likeness.Ngram));

        HeldOutMatch? Cosine(float[] vector, double? from) => new HeldOutQuestions([new("x", "held", [1, 0])], new() { Cosine = from }).FindEmbedding(vector);
        Cosine([0.96f, 0.28f], 0.95).ShouldBe(new("x", Likeness.Cosine));
        Cosine([0.96f, 0.28f], 0.97).ShouldBeNull();
        Cosine([1, 0], null).ShouldBeNull();
    }

    [Fact]
    public void Words_without_spaces_between_them_count_by_character() =>
        Find("なぜパンは平らになるのですか", "昨日、なぜパンは平らになるのですか、と聞いた").ShouldBe(new("probe questions", Likeness.Ngram));
}
