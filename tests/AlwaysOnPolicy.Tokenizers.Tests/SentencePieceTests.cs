using AlwaysOnPolicy.Tokenizers.SentencePiece;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>SentencePiece models made by hand, where what comes out can be worked out on paper.</summary>
public sealed class SentencePieceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-spm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static readonly SpmPiece[] Opening =
        [new("<unk>", 0, SpmPieceKind.Unknown), new("<s>", 0, SpmPieceKind.Control), new("</s>", 0, SpmPieceKind.Control),
            new("<pad>", 0, SpmPieceKind.Control)];

    private static SpmPiece[] Normal(params (string Text, float Score)[] pieces) => [.. pieces.Select(p => new SpmPiece(p.Text, p.Score, SpmPieceKind.Normal))];

    private Tokenizer Load(byte[] model, string tokenizerClass = "LlamaTokenizer", string more = "")
    {
        File.WriteAllBytes(Path.Combine(_folder, "tokenizer.model"), model);
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), $$"""{"tokenizer_class": "{{tokenizerClass}}"{{more}}}""");
        return Tokenizer.Load(_folder);
    }

    private static string Tokens(Tokenizer tokenizer, string text) => string.Join(
        ' ', tokenizer.Encode(text, addSpecialTokens: false).Select(tokenizer.TokenOf));

    [Fact]
    public void Pairs_with_the_higher_score_are_joined_first_and_the_leftmost_of_equals()
    {
        var pieces = Normal(("▁", -9), ("a", -9), ("b", -9), ("ab", -2), ("ba", -1), ("aa", -3));
        var tokenizer = Load(SpmWriter.Write([.. Opening, .. pieces], SpmKind.Bpe, dummyPrefix: false));
        Tokens(tokenizer, "aba").ShouldBe("a ba");
        Tokens(tokenizer, "aaa").ShouldBe("aa a");
        Tokens(tokenizer, "abab").ShouldBe("a ba b");
    }

    [Fact]
    public void User_defined_pieces_are_never_joined_and_unused_ones_are_taken_apart()
    {
        SpmPiece[] pieces =
        [
            .. Opening, .. Normal(("a", -9), ("b", -9), ("c", -9), ("bc", -2)),
            new("ab", -1, SpmPieceKind.Unused), new("<x>", 0, SpmPieceKind.UserDefined), new("<x>a", -1, SpmPieceKind.Normal),
        ];
        var tokenizer = Load(SpmWriter.Write(pieces, SpmKind.Bpe, dummyPrefix: false));
        Tokens(tokenizer, "ab").ShouldBe("a b");
        Tokens(tokenizer, "abc").ShouldBe("a b c", "the unused piece was joined first");
        Tokens(tokenizer, "<x>abc").ShouldBe("<x> a b c");
    }

    [Fact]
    public void What_no_piece_covers_falls_back_to_bytes_or_is_one_unknown_for_a_run()
    {
        SpmPiece[] bytes = [.. Enumerable.Range(0, 256).Select(b => new SpmPiece($"<0x{b:X2}>", 0, SpmPieceKind.Byte))];
        var tokenizer = Load(SpmWriter.Write([.. Opening, .. Normal(("▁", -1), ("a", -1)), .. bytes], SpmKind.Bpe, byteFallback: true));
        Tokens(tokenizer, "aé").ShouldBe("▁ a <0xC3> <0xA9>");
        tokenizer.Decode(tokenizer.Encode("aé a", addSpecialTokens: false)).ShouldBe("aé a");
        tokenizer.Decode([tokenizer.IdOf("a")!.Value, tokenizer.IdOf("<0xC3>")!.Value]).ShouldBe("a\uFFFD");

        foreach (var kind in (SpmKind[])[SpmKind.Bpe, SpmKind.Unigram])
            Tokens(Load(SpmWriter.Write([.. Opening, .. Normal(("▁", -1), ("a", -1))], kind)), "aéüa é").ShouldBe("▁ a <unk> a ▁ <unk>");
    }

    [Fact]
    public void The_likeliest_cut_wins_and_of_equals_the_one_found_first()
    {
        // "ab" + "c" = -4, "a" + "bc" = -3.5, letters alone -6.
        var pieces = Normal(("▁", -1), ("a", -2), ("b", -2), ("c", -2), ("ab", -2), ("bc", -1.5f), ("dd", -4), ("d", -2));
        var tokenizer = Load(SpmWriter.Write([.. Opening, .. pieces], SpmKind.Unigram), "T5Tokenizer");
        Tokens(tokenizer, "abc").ShouldBe("▁ a bc");
        Tokens(tokenizer, "dd").ShouldBe("▁ dd", "equal sums: the longer piece was offered before");
    }

    [Fact]
    public void The_longest_rule_of_the_table_counts_and_blanks_are_squeezed()
    {
        var map = SpmWriter.CharMap(("Ａ", "a"), ("ﬁ", "fi"), ("\t", " "), ("e\u0301", "é"), ("e", "E"));
        var pieces = Normal([.. "▁aEfié".Select(c => (c.ToString(), -1f))]);
        var tokenizer = Load(SpmWriter.Write([.. Opening, .. pieces], SpmKind.Unigram, charMap: map), "T5Tokenizer");
        Tokens(tokenizer, "  Ａ \t ﬁ e e\u0301  ").ShouldBe("▁ a ▁ f i ▁ E ▁ é");
        Tokens(tokenizer, " \t ").ShouldBe("");
    }

    [Fact]
    public void T5_has_its_extra_tokens_and_closes_a_text_once()
    {
        var tokenizer = Load(SpmWriter.Write([.. Opening, .. Normal(("▁", -1), ("a", -1))], SpmKind.Unigram), "T5Tokenizer", """, "extra_ids": 3""");
        tokenizer.IdOf("<extra_id_2>").ShouldBe(6);
        tokenizer.IdOf("<extra_id_0>").ShouldBe(8);
        tokenizer.VocabularySize.ShouldBe(9);
        tokenizer.Encode("a").ShouldBe([4, 5, 2]);
        tokenizer.Encode("a</s>").ShouldBe([4, 5, 2]);
        tokenizer.Encode("a <extra_id_1> a").ShouldBe([4, 5, 7, 4, 5, 2]);
    }

    [Theory]
    [InlineData("XLNetTokenizer", "", "T5Tokenizer, DebertaV2Tokenizer")]
    [InlineData("T5Tokenizer", ", \"legacy\": false", "legacy")]
    [InlineData("DebertaV2Tokenizer", "", "[CLS]")]
    public void What_is_not_read_is_refused_by_name(string tokenizerClass, string more, string said)
    {
        var model = SpmWriter.Write([.. Opening, .. Normal(("▁", -1))], SpmKind.Unigram);
        if (tokenizerClass == "DebertaV2Tokenizer") Load(model, tokenizerClass, more).IdOf(said).ShouldNotBeNull("the class adds what the model lacks");
        else Should.Throw<CheckpointException>(() => Load(model, tokenizerClass, more)).Message.ShouldContain(said);
    }

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    private static readonly Dictionary<string, byte[]> s_faults = new()
    {
        ["no piece"] = SpmWriter.Write([], SpmKind.Unigram),
        ["kind Word"] = SpmWriter.Write(Opening, SpmKind.Word),
        ["kind Char"] = SpmWriter.Write(Opening, SpmKind.Char),
        ["'a' twice"] = SpmWriter.Write([.. Opening, .. Normal(("a", 0), ("a", -1))], SpmKind.Unigram),
        ["score NaN"] = SpmWriter.Write([.. Opening, .. Normal(("a", float.NaN))], SpmKind.Unigram),
        ["empty piece"] = SpmWriter.Write([.. Opening, .. Normal(("", 0))], SpmKind.Unigram),
        ["0 pieces for the unknown"] = SpmWriter.Write(Normal(("a", 0)), SpmKind.Unigram),
        ["2 pieces for the unknown"] = SpmWriter.Write([.. Opening, new("<u>", 0, SpmPieceKind.Unknown)], SpmKind.Unigram),
        ["byte_fallback is off"] = SpmWriter.Write([.. Opening, new("<0x41>", 0, SpmPieceKind.Byte)], SpmKind.Bpe),
        ["each of the 256"] = SpmWriter.Write([.. Opening, new("<0x41>", 0, SpmPieceKind.Byte)], SpmKind.Bpe, byteFallback: true),
        ["too few for a table"] = SpmWriter.Write(Opening, SpmKind.Unigram, charMap: [1, 2, 3]),
        ["claims a trie of"] = SpmWriter.Write(Opening, SpmKind.Unigram, charMap: [0, 0, 0, 64, 0, 0, 0, 0]),
        ["no SentencePiece model"] = "not a model at all"u8.ToArray(),
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_is_named(string fault)
    {
        var words = fault.Split(' ');
        var message = Should.Throw<CheckpointException>(() => Load(s_faults[fault])).Message;
        message.ShouldContain("tokenizer.model");
        foreach (var word in words) message.ShouldContain(word);
    }
}
