using System.Text.Json.Nodes;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Ids against Hugging Face's own library (Tokenizers.DotNet wraps it; its runtime here is Linux's), on texts made to find differences.</summary>
public sealed class OracleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-oracle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Kinds => [.. OracleMaterial.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Random_texts_get_the_librarys_ids(string kind) => Compare(kind, HostileTexts.Random(500, seed: 1));

    [Theory(Explicit = true), MemberData(nameof(Kinds))]
    public void Many_random_texts_get_the_librarys_ids(string kind) => Compare(kind, HostileTexts.Random(5_000, seed: 2));

    [Theory(Explicit = true), MemberData(nameof(Kinds))]
    public void Every_assigned_code_point_gets_the_librarys_ids(string kind) => Compare(kind, HostileTexts.EveryCodePoint());

    [Fact]
    public void Texts_are_cut_to_a_fixed_length_as_the_library_does()
    {
        var bytes = OracleMaterial.Read("byte-bpe");
        bytes["pre_tokenizer"] = JsonNode.Parse("""
            {"type": "Sequence", "pretokenizers": [{"type": "FixedLength", "length": 3},
             {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
            """);
        Compare("a fixed length", bytes, [.. HostileTexts.Random(500, seed: 3), "🙂🙂🙂🙂", "ab", "abc", "abcd"]);
    }

    /// <summary>Blanks that one added token takes along can be another, or part of one.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Added_tokens_that_touch_are_found_as_the_library_finds_them(bool left, bool right)
    {
        var json = OracleMaterial.Read("byte-bpe");
        var next = json["model"]!["vocab"]!.AsObject().Count;
        foreach (var (content, l, r) in new[] { ("<|a|>", false, true), ("\\n", left, right), (" x ", left, right), ("tool", left, right) })
            json["added_tokens"]!.AsArray().Add(JsonNode.Parse($$"""
                {"id": {{next++}}, "content": "{{content}}", "single_word": false, "lstrip": {{(l ? "true" : "false")}}, "rstrip": {{(r ? "true" : "false")}},
                 "normalized": false, "special": false}
                """));
        string[] always = ["<|a|>\n", "a<|a|> x  x b", "tool\n tool x tool", "\n\n x\n"];
        Compare("tokens that touch", json, left ? always : [.. always, "<|a|>\n\u2028", "<|a|><|a|>\n <|a|>"]);
    }

    /// <summary>Where the library itself gives up: the first token took more along than this one is.</summary>
    [Fact]
    public void An_added_token_within_blanks_that_another_took_along_is_not_there()
    {
        var json = OracleMaterial.Read("byte-bpe");
        foreach (var (id, content, strips) in new[] { (512, "<|a|>", "\"rstrip\""), (513, "\\n", "\"lstrip\"") })
            json["added_tokens"]!.AsArray().Add(JsonNode.Parse($$"""
                {"id": {{id}}, "content": "{{content}}", {{strips}}: true, "normalized": false, "special": false}
                """));
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json.ToJsonString());
        Tokenizer.Load(_folder).Encode("<|a|> \n a", addSpecialTokens: false).Length.ShouldBe(2);
        Tokenizer.Load(_folder).EncodeWithOffsets("<|a|> \n a", addSpecialTokens: false).Spans.Length.ShouldBe(2);
    }

    /// <summary>The library passes over the ids of added tokens behind a gap and gives them the next free ones, in the file's order.</summary>
    [Theory]
    [InlineData(600)]
    [InlineData(600, 601, 700)]
    [InlineData(601, 512, 600)]
    public void Added_tokens_behind_a_gap_get_the_librarys_ids(params int[] ids)
    {
        var json = OracleMaterial.Read("byte-bpe");
        var settings = new JsonObject();
        for (var i = 0; i < ids.Length; i++)
        {
            var token = JsonNode.Parse($$"""
                {"content": "<|{{i}}|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
                """)!;
            settings[$"{ids[i]}"] = token.DeepClone();
            token["id"] = ids[i];
            json["added_tokens"]!.AsArray().Add(token);
        }
        Compare("a gap", json, ["a<|0|>b<|1|><|2|>", "<|2|> <|0|>"]);
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), new JsonObject { ["added_tokens_decoder"] = settings }.ToJsonString());
        Compare("a gap that the settings have, too", json, ["a<|0|>b<|1|><|2|>", "<|2|> <|0|>"]);
        var tokenizer = Tokenizer.Load(_folder);
        tokenizer.IdOf("<|0|>").ShouldBe(512);
        tokenizer.TokenOf(512).ShouldBe("<|0|>");
        tokenizer.VocabularySize.ShouldBe(512 + ids.Length);
    }

    /// <summary>An id that another token has is damage, though the library takes no notice of it.</summary>
    [Fact]
    public void An_added_token_with_another_tokens_id_is_refused()
    {
        var json = OracleMaterial.Read("byte-bpe");
        json["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id": 5, "content": "<|a|>", "normalized": false, "special": true}"""));
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json.ToJsonString());
        Should.Throw<CheckpointException>(() => Tokenizer.Load(_folder)).Message.ShouldContain("gives '<|a|>' the id 5, which belongs to");
    }

    /// <summary>Without a token for the unknown the library refuses a text, and here it is refused, too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_unigram_model_without_an_unknown_token_refuses_what_the_library_refuses(bool byteFallback)
    {
        var json = OracleMaterial.Read("unigram");
        (json["model"]!["unk_id"], json["model"]!["byte_fallback"], json["post_processor"], json["added_tokens"]) = (null, byteFallback, null, new JsonArray());
        var (tokenizer, library) = Load(json);
        using var closing = library;
        var (same, refused) = (0, 0);
        foreach (var text in HostileTexts.Random(300, seed: 4).Concat(["the", "and the other", ""]))
        {
            int[]? want = null;
            try
            {
                want = [.. library.Encode(text).Select(i => (int)i)];
            }
            catch (global::Tokenizers.DotNet.TokenizerException)
            {
                refused++;
            }
            if (want is null) Should.Throw<DataException>(() => tokenizer.Encode(text)).Message.ShouldContain("unk_id is null");
            else tokenizer.Encode(text).ShouldBe(want, text);
            same++;
        }
        refused.ShouldBeGreaterThan(0);
        same.ShouldBeGreaterThan(refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_model_of_speech_says_is_decoded_as_the_library_decodes_it(bool cleanUp)
    {
        var json = JsonNode.Parse($$"""
            {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
             "decoder": {"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": {{(cleanUp ? "true" : "false")}}},
             "model": {"type": "WordLevel", "unk_token": "<pad>",
                       "vocab": {"<pad>": 0, "|": 1, "h": 2, "e": 3, "l": 4, "o": 5, " .": 6, " do not": 7, "a<pad>b": 8, " ": 9, "||": 10} } }
            """)!.AsObject();
        var (tokenizer, library) = Load(json);
        using var closing = library;
        tokenizer.Decode([0, 2, 2, 3, 4, 0, 4, 4, 5, 1, 1, 8]).ShouldBe(cleanUp ? "hello ab" : "hello|ab");
        for (var i = 0; i < 300; i++)
        {
            var random = SeededRandom.For(5, "frames", $"{i}");
            int[] ids = [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => random.Next(11))];
            tokenizer.Decode(ids).ShouldBe(library.Decode([.. ids.Select(id => (uint)id)]), string.Join(' ', ids));
        }
    }

    private void Compare(string kind, IEnumerable<string> texts) => Compare(kind, OracleMaterial.Read(kind), texts);

    private (Tokenizer Tokenizer, global::Tokenizers.DotNet.Tokenizer Library) Load(JsonObject json)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "the library's runtime is there for Linux on x64 alone");
        var path = Path.Combine(_folder, "tokenizer.json");
        File.WriteAllText(path, json.ToJsonString());
        return (Tokenizer.Load(_folder), new global::Tokenizers.DotNet.Tokenizer(path));
    }

    private void Compare(string kind, JsonObject json, IEnumerable<string> texts)
    {
        var (tokenizer, library) = Load(json);
        using var closing = library;
        var (count, differences) = (0, new List<string>());
        foreach (var text in texts)
        {
            count++;
            int[] want = [.. library.Encode(text).Select(i => (int)i)];
            var got = tokenizer.Encode(text);
            if (!want.SequenceEqual(got)) differences.Add($"{System.Text.Json.JsonSerializer.Serialize(text)}\n  want {string.Join(' ', want)}\n  got  " +
                $"{string.Join(' ', got)}");
        }
        count.ShouldBeGreaterThan(0);
        if (differences.Count > 0) Assert.Fail($"{kind}: {differences.Count} of {count} " +
            $"differ:\n{string.Join('\n', differences.OrderBy(d => d.Length).Take(6))}");
    }
}
