using System.Text.Json;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.SentencePiece;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Where tokens stand in the text that they come from.</summary>
public sealed class OffsetTests : IDisposable
{
    private const string WordLevel = """
        {"version": "1.0", "added_tokens": [{"id": 3, "content": "<mask>", "lstrip": true, "special": true}], "normalizer": {"type": "Lowercase"},
         "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "why": 1, "?": 2}, "unk_token": "[UNK]"}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("aop-offsets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Kinds => [.. OracleMaterial.Kinds];

    /// <summary>The library counts code points; the golden file's numbers are in UTF-16.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Spans_are_the_librarys(string kind)
    {
        var golden = Goldens.Json(Goldens.Material("tokenizers/offsets.json"));
        var (texts, all) = (golden.GetProperty("texts"), golden.GetProperty("spans").GetProperty(kind));
        var tokenizer = Load(OracleMaterial.Read(kind).ToJsonString());
        for (var i = 0; i < texts.GetArrayLength(); i++)
            Numbers(tokenizer, texts[i].GetString()!).ShouldBe(all[i].EnumerateArray().Select(n => n.GetInt32()), $"{JsonSerializer.Serialize(texts[i])}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Ids_are_those_without_spans_and_spans_follow_each_other_within_the_text(string kind)
    {
        var tokenizer = Load(OracleMaterial.Read(kind).ToJsonString());
        foreach (var text in HostileTexts.Random(200, seed: 6)) Check(tokenizer, text);
    }

    /// <summary>Each byte is a token or part of one: tokens that share a character touch, all others follow without a gap.</summary>
    [Fact]
    public void Spans_of_byte_level_pair_encoding_cover_the_text()
    {
        var tokenizer = Load(File.ReadAllText(Goldens.Material("tokenizers/trained-byte-bpe/tokenizer.json")));
        foreach (var text in HostileTexts.Random(200, seed: 7))
        {
            var end = 0;
            foreach (var span in tokenizer.EncodeWithOffsets(text, addSpecialTokens: false).Spans)
            {
                span.Start.ShouldBeLessThanOrEqualTo(end);
                end = Math.Max(end, span.End);
            }
            end.ShouldBe(text.Length);
        }
    }

    /// <summary>"Why" 0–3, "🙂" two units, unknown; the mask takes the blanks before it along.</summary>
    [Fact]
    public void Words_have_the_places_that_they_were_read_at() =>
        Numbers(Load(WordLevel), "Why 🙂  <mask> ?").ShouldBe([0, 3, 4, 2, 6, 8, 15, 1]);

    /// <summary>tokenizer.json's table takes the control in front out, and the library counts one less from there on.</summary>
    [Fact]
    public void A_character_that_goes_in_front_is_counted()
    {
        var tokenizer = Load(OracleMaterial.Read("t5-small").ToJsonString());
        var (ids, spans) = tokenizer.EncodeWithOffsets("\u0007Why", addSpecialTokens: false);
        "\u0007Why"[spans[0].Start..spans[^1].End].ShouldBe("Why");
        ids.ShouldBe(tokenizer.Encode("Why", addSpecialTokens: false));
    }

    /// <summary>"▁a" comes from "a", "½" is "1⁄2" in three tokens, and of "  b" the first blank alone stays.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_SentencePiece_models_pieces_have_the_places_of_what_was_normalized(bool pairs)
    {
        var kind = pairs ? SpmKind.Bpe : SpmKind.Unigram;
        SpmPiece[] pieces = [.. SentencePieceTests.Opening, .. new[] { "▁", "a", "b", "1", "/", "2", "▁a", "▁b" }.Select(
            (t, i) => new SpmPiece(t, t.Length - 9, SpmPieceKind.Normal))];
        File.WriteAllBytes(Path.Combine(_folder, "tokenizer.model"), SpmWriter.Write(pieces, kind, charMap: SpmWriter.CharMap(("½", "1/2"))));
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), """{"tokenizer_class": "LlamaTokenizer"}""");
        var tokenizer = Tokenizer.Load(_folder);
        Numbers(tokenizer, " a½  b🙂c ").ShouldBe([0, 0, 1, 1, 2, 1, 2, 1, 2, 1, 3, 3, 6, 3]);
        foreach (var text in HostileTexts.Random(200, seed: 8)) Check(tokenizer, text);
    }

    private Tokenizer Load(string file)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), file);
        return Tokenizer.Load(_folder);
    }

    private static IEnumerable<int> Numbers(Tokenizer tokenizer, string text) =>
        tokenizer.EncodeWithOffsets(text).Spans.SelectMany(s => new[] { s.Start, s.Length });

    private static void Check(Tokenizer tokenizer, string text)
    {
        var (ids, spans) = tokenizer.EncodeWithOffsets(text, addSpecialTokens: false);
        ids.ShouldBe(tokenizer.Encode(text, addSpecialTokens: false), JsonSerializer.Serialize(text));
        tokenizer.EncodeWithOffsets(text).Ids.ShouldBe(tokenizer.Encode(text));
        var before = 0;
        foreach (var span in spans)
        {
            (span.Start >= before && span.Length >= 0 && span.End <= text.Length).ShouldBeTrue($"{span} in {JsonSerializer.Serialize(text)}");
            before = span.Start;
        }
    }
}
