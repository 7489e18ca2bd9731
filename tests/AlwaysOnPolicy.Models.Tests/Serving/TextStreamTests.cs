using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Tests.Serving;

public sealed class TextStreamTests
{
    /// <summary>Byte-level BPE, and Unigram with its mark for blanks.</summary>
    public static TheoryData<string> Tokenizers => ["trained-byte-bpe", "trained-unigram"];

    [Theory, MemberData(nameof(Tokenizers))]
    public void Pieces_together_are_the_tokenizers_own_text(string name)
    {
        var tokenizer = Load(name);
        foreach (var ids in Rows(tokenizer))
        {
            var stream = new TextStream(tokenizer, []);
            var pieces = ids.Select(stream.Add).ToList();
            pieces.Add(stream.End());
            string.Concat(pieces).ShouldBe(tokenizer.Decode(ids, skipSpecialTokens: true));
        }
    }

    [Theory, MemberData(nameof(Tokenizers))]
    public void No_piece_ends_in_a_part_of_a_character(string name)
    {
        var tokenizer = Load(name);
        var stream = new TextStream(tokenizer, []);
        foreach (var id in tokenizer.Encode("naïve 😀 你好, ∑ Ω", addSpecialTokens: false))
        {
            var piece = stream.Add(id);
            piece.ShouldNotEndWith("\uFFFD");
            (piece.Length > 0 && char.IsHighSurrogate(piece[^1])).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("The end. And more", "end. A", "The ")]
    [InlineData("one two three two", "two", "one ")]
    [InlineData("a\n\nb", "\n\n", "a")]
    public void A_stop_text_ends_the_text_before_it_wherever_tokens_begin(string text, string stop, string left)
    {
        var tokenizer = Load("trained-byte-bpe");
        int[] Ids(string part) => tokenizer.Encode(part, addSpecialTokens: false);
        foreach (var ids in new[] { Ids(text), [.. text.SelectMany(c => Ids($"{c}"))] })
        {
            var stream = new TextStream(tokenizer, [stop, "never there"]);
            var said = string.Concat(ids.TakeWhile(_ => !stream.IsStopped).Select(stream.Add));
            stream.IsStopped.ShouldBeTrue();
            said.ShouldBe(left);
            stream.Given.ShouldBe(left.Length);
        }
    }

    [Fact]
    public void What_may_become_a_stop_text_is_held_back_until_it_cannot()
    {
        var tokenizer = Load("trained-byte-bpe");
        var stream = new TextStream(tokenizer, ["###"]);
        string Say(string text) => string.Concat(tokenizer.Encode(text, addSpecialTokens: false).Select(stream.Add));
        Say("a #").ShouldBe("a ");
        Say("b").ShouldBe("#b");
        Say("#").ShouldBe("");
        stream.End().ShouldBe("#");
        stream.IsStopped.ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Tokenizers))]
    public void Bytes_of_tokens_together_are_the_bytes_of_the_text_behind_other_text(string name)
    {
        var tokenizer = Load(name);
        const string text = " naïve 😀 words";
        var ids = tokenizer.Encode(text, addSpecialTokens: false);
        var whole = System.Text.Encoding.UTF8.GetString([.. ids.SelectMany(tokenizer.BytesOf)]);
        whole.Trim().ShouldBe(tokenizer.Decode(ids).Trim());
    }

    private static Tokenizer Load(string name) => Tokenizer.Load(Goldens.Material(Path.Combine("tokenizers", name)));

    /// <summary>What no text makes: any token behind any other, parts of characters alone.</summary>
    private static IEnumerable<int[]> Rows(Tokenizer tokenizer)
    {
        for (var row = 0; row < 20; row++)
        {
            var random = SeededRandom.For(7, "tokens", $"{row}");
            yield return [.. Enumerable.Range(0, 30).Select(_ => (int)(random.NextDouble() * tokenizer.VocabularySize))];
        }
        yield return tokenizer.Encode("Grüße 😀😀 from 東京. It's  two blanks,\n\nand lines.", addSpecialTokens: false);
    }
}
