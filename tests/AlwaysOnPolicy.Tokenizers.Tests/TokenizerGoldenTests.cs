using System.Text.Json;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Ids, decoded texts, pairs and chats of every tokenizer of the goldens, as transformers gave them.</summary>
public sealed class TokenizerGoldenTests
{
    [Theory, GoldenCases("tokenizers", "cases.json")]
    public void Ids_equal_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        Compare(golden.Entries("cases.json"), c => Ints(c, "ids"), c => Encode(tokenizer, c));
    }

    [Theory, GoldenCases("tokenizers", "cases.json")]
    public void Tokens_are_spelt_as_in_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        foreach (var c in golden.Entries("cases.json"))
        {
            // A Python class shows a run of unknown characters as it stands in the text.
            string[] tokens = [.. c.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!)];
            var ids = Ints(c, "ids");
            for (var i = 0; i < ids.Length; i++)
                if (ids[i] != tokenizer.UnkId) tokenizer.TokenOf(ids[i]).ShouldBe(tokens[i]);
        }
    }

    [Theory, GoldenCases("tokenizers", "cases.json")]
    public void Decoded_texts_equal_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        Compare(golden.Entries("cases.json"), c => c.GetProperty("decoded").GetString(), c => tokenizer.Decode(Ints(c, "ids")));
        Compare(golden.Entries("cases.json"), c => c.GetProperty("decoded_skip_special").GetString(), c =>
            tokenizer.Decode(Ints(c, "ids"), skipSpecialTokens: true));
    }

    [Theory, GoldenCases("tokenizers", "cases.json")]
    public void The_other_kind_of_file_gives_the_ids_of_the_class_that_reads_it(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var kind = golden.Meta.GetProperty("class").GetString() == "T5Tokenizer" ? ".json" : ".model";
        Assert.SkipWhen(golden.SourceOf(".json") is null || golden.SourceOf(".model") is null, "this tokenizer comes as one kind of file only");
        var tokenizer = golden.Tokenizer(kind);
        // Where the spelling of a special token was asked for both ways, the other class was not.
        Compare(golden.Entries("cases.json").Where(c => !c.TryGetProperty("split_special_tokens", out _)), c =>
            Ints(c, c.TryGetProperty("ids_other_class", out _) ? "ids_other_class" : "ids"), c => Encode(tokenizer, c));
    }

    [Theory, GoldenCases("tokenizers", "meta.json")]
    public void Special_tokens_and_the_vocabulary_s_size_equal_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        tokenizer.VocabularySize.ShouldBe(golden.Meta.GetProperty("vocab_size_with_added").GetInt32());
        foreach (var token in golden.Meta.GetProperty("special_tokens").EnumerateObject())
        {
            var id = token.Value.GetProperty("id").GetInt32();
            tokenizer.IdOf(token.Value.GetProperty("text").GetString()!).ShouldBe(id);
            int? named = token.Name switch
            {
                "bos_token" => tokenizer.BosId,
                "eos_token" => tokenizer.EosId,
                "pad_token" => tokenizer.PadId,
                "unk_token" => tokenizer.UnkId,
                _ => id,
            };
            named.ShouldBe(id, token.Name);
        }
    }

    [Theory, GoldenCases("tokenizers", "pairs.json")]
    public void Pairs_batches_truncation_and_padding_equal_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        // Called with one pair, the fast classes ask "if text_pair": an empty second text is none to them. In a batch, and to the Python classes, it is one.
        var pythons = golden.Meta.GetProperty("class").GetString() is "T5Tokenizer" or "DebertaV2Tokenizer";
        Compare(golden.Entries("pairs.json"), Expected, c =>
        {
            try
            {
                var options = Options(c.GetProperty("options"), tokenizer);
                return Shown(c, c.TryGetProperty("batch", out _)
                    ? tokenizer.EncodeBatch(Rows(c), options)
                    : [tokenizer.EncodePair(c.GetProperty("text").GetString()!, Second(c.GetProperty("text_pair").GetString(), pythons), options)]);
            }
            catch (DataException)
            {
                return "error";
            }
        });
    }

    [Theory, GoldenCases("tokenizers", "chat.json")]
    public void Chats_are_rendered_and_encoded_as_in_the_reference(string folder)
    {
        var golden = TokenizerCase.Of(folder);
        var tokenizer = golden.Tokenizer();
        foreach (var c in golden.Entries("chat.json"))
        {
            ChatTurn[] turns = [.. c.GetProperty("messages").EnumerateArray()
                .Select(m => new ChatTurn(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
            var rendered = tokenizer.RenderChat(turns, c.GetProperty("add_generation_prompt").GetBoolean());
            rendered.ShouldBe(c.GetProperty("rendered").GetString());
            tokenizer.Encode(rendered, addSpecialTokens: false).ShouldBe(Ints(c, "ids"));
        }
    }

    private static int[] Encode(Tokenizer tokenizer, JsonElement c) => tokenizer.EncodePair(c.GetProperty("text").GetString()!, null, new()
    {
        AddSpecialTokens = c.GetProperty("add_special_tokens").GetBoolean(),
        SplitSpecialTokens = c.TryGetProperty("split_special_tokens", out var split) && split.GetBoolean(),
    }).Ids;

    private static string? Second(string? text, bool pythons) => text is "" && !pythons ? null : text;

    private static (string, string?)[] Rows(JsonElement c) =>
        [.. c.GetProperty("batch").EnumerateArray().Select(r => r.ValueKind == JsonValueKind.String
            ? (r.GetString()!, null) : (r[0].GetString()!, r[1].GetString()))];

    private static EncodeOptions Options(JsonElement o, Tokenizer tokenizer)
    {
        string? Text(string name) => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
        int? Int(string name) => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetInt32() : null;
        bool True(string name) => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;
        string[] known = ["add_special_tokens", "truncation", "max_length", "padding", "padding_side", "truncation_side", "pad_to_multiple_of",
            "split_special_tokens"];
        o.EnumerateObject().Select(p => p.Name).ShouldBeSubsetOf(known);
        return new EncodeOptions
        {
            AddSpecialTokens = !o.TryGetProperty("add_special_tokens", out var add) || add.GetBoolean(),
            SplitSpecialTokens = True("split_special_tokens"),
            MaxLength = Int("max_length"),
            Truncation = Text("truncation") switch
            {
                "only_first" => Truncation.OnlyFirst,
                "only_second" => Truncation.OnlySecond,
                "longest_first" => Truncation.LongestFirst,
                null when True("truncation") => Truncation.LongestFirst,
                _ => Truncation.None,
            },
            TruncationSide = SideOf(Text("truncation_side")),
            Padding = Text("padding") switch
            {
                "max_length" => PaddingMode.MaxLength,
                "longest" => PaddingMode.Longest,
                null when True("padding") => PaddingMode.Longest,
                _ => PaddingMode.None,
            },
            PaddingSide = SideOf(Text("padding_side")),
            PadToMultipleOf = Int("pad_to_multiple_of"),
            PadId = tokenizer.PadId,
        };
    }

    private static Side? SideOf(string? name) => name switch { "left" => Side.Left, "right" => Side.Right, _ => null };

    private static string Expected(JsonElement c)
    {
        if (c.TryGetProperty("error", out _)) return "error";
        return string.Join(" | ", Lists.Where(l => c.TryGetProperty(l, out _))
            .Select(l => $"{l} {c.GetProperty(l).GetRawText().Replace(" ", "", StringComparison.Ordinal)}"));
    }

    private static string Shown(JsonElement c, Encoding[] rows)
    {
        string List(Func<Encoding, int[]> of) => JsonSerializer.Serialize(c.TryGetProperty("batch", out _) ? (object)rows.Select(of) : of(rows[0]));
        return string.Join(" | ", Lists.Where(l => c.TryGetProperty(l, out _)).Select(l => $"{l} " + List(e => l switch
        {
            "input_ids" => e.Ids,
            "attention_mask" => e.AttentionMask,
            "token_type_ids" => e.TypeIds,
            _ => e.SpecialTokensMask,
        })));
    }

    private static readonly string[] Lists = ["input_ids", "attention_mask", "token_type_ids", "special_tokens_mask"];

    /// <summary>All entries are compared before the test fails, so that one run shows how many differ.</summary>
    private static void Compare<T>(IEnumerable<JsonElement> entries, Func<JsonElement, T> expected, Func<JsonElement, T> actual)
    {
        var (count, differences) = (0, new List<string>());
        foreach (var c in entries)
        {
            count++;
            var (want, got) = (JsonSerializer.Serialize(expected(c)), JsonSerializer.Serialize(actual(c)));
            if (want != got) differences.Add($"{c.GetRawText()[..Math.Min(300, c.GetRawText().Length)]}\n  want {want}\n  got  {got}");
        }
        count.ShouldBeGreaterThan(0);
        if (differences.Count > 0) Assert.Fail($"{differences.Count} of {count} differ:\n{string.Join('\n', differences.Take(8))}");
    }

    private static int[] Ints(JsonElement c, string name) => [.. c.GetProperty(name).EnumerateArray().Select(i => i.GetInt32())];
}
