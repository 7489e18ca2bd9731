using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Tiktoken;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Tokenizers from tiktoken files.</summary>
public sealed class TiktokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_of_GPT2_gives_the_golden_ids_and_texts()
    {
        var tokenizer = Tokenizer.Load(Goldens.RequireSharedData("tokenizer-gpt2/gpt2.tiktoken"));
        var golden = TokenizerCase.Of(Goldens.CaseFolders("tokenizers", "cases.json").Single(f => Path.GetFileName(f) == "gpt2"));
        var entries = golden.Entries("cases.json").Where(c => !(c.TryGetProperty("split_special_tokens", out var split) && split.GetBoolean())).ToArray();
        entries.Length.ShouldBeGreaterThan(50);
        foreach (var c in entries)
        {
            var ids = c.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray();
            tokenizer.Encode(c.GetProperty("text").GetString()!).ShouldBe(ids, c.GetRawText());
            if (c.TryGetProperty("decoded", out var text)) tokenizer.Decode(ids).ShouldBe(text.GetString());
        }
        tokenizer.VocabularySize.ShouldBe(50257);
        (tokenizer.EosId, tokenizer.BosId, tokenizer.PadId).ShouldBe((50256, null, null));
    }

    [Fact]
    public void The_file_of_GPT2_cuts_a_long_text_as_the_tokenizer_json_does()
    {
        var file = Goldens.RequireSharedData("tokenizer-gpt2/gpt2.tiktoken");
        var text = File.ReadAllText(Goldens.RequireSharedData("tokenizer-gpt2/lib.rs.txt"));
        File.Copy(Goldens.RequireSharedData("tokenizer-gpt2/hf-tokenizer.json"), Path.Combine(_folder.Path, "tokenizer.json"));
        var ids = Tokenizer.LoadTiktoken(file, TiktokenEncoding.Gpt2).Encode(text);
        ids.ShouldBe(Tokenizer.Load(_folder.Path).Encode(text));
        ids.ShouldBe(JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(Goldens.RequireSharedData("tokenizer-gpt2/tokens_gpt2.json"))));
    }

    /// <summary>A vocabulary trained with tokenizer.json's own tools: its merges stand in the order of their ids, so the two forms say the same.</summary>
    [Fact]
    public void A_vocabulary_written_as_tiktoken_gives_the_ids_of_its_tokenizer_json()
    {
        var source = Goldens.Material("tokenizers/trained-byte-bpe");
        var vocabulary = Goldens.Json(Path.Combine(source, "tokenizer.json")).GetProperty("model").GetProperty("vocab").EnumerateObject()
            .Where(e => e.Value.GetInt32() > 0).Select(e => (Bytes: BytesOf(e.Name), Rank: e.Value.GetInt32()));
        var file = Write("trained.tiktoken", vocabulary);
        var tokenizer = Tokenizer.LoadTiktoken(file, TiktokenEncoding.Gpt2 with { SpecialTokens = new Dictionary<string, int> { ["<|endoftext|>"] = 0 } });
        var json = Tokenizer.Load(source);
        var texts = TokenizerCase.Of(source).Entries("cases.json").Select(c => c.GetProperty("text").GetString()!)
            .Append("It's 12 o'clock,  <|endoftext|>\n\n 日本 👩‍🚀 ").ToArray();
        foreach (var text in texts)
        {
            tokenizer.Encode(text).ShouldBe(json.Encode(text), text);
            tokenizer.Decode(tokenizer.Encode(text), skipSpecialTokens: true).ShouldBe(json.Decode(json.Encode(text), skipSpecialTokens: true));
        }
        tokenizer.VocabularySize.ShouldBe(json.VocabularySize);
    }

    /// <summary>"abab": of the pairs that make a token, b+a makes 256 and goes first, though a+b comes first in the text; then a+ba makes 258.</summary>
    [Fact]
    public void The_lowest_rank_is_merged_first_and_a_word_that_is_a_token_is_not_cut()
    {
        var file = Bytes("own.tiktoken", ("ba", 256), ("ab", 257), ("aba", 258), ("cab", 260));
        var tokenizer = Tokenizer.LoadTiktoken(file, new(@"\p{L}+|\s+", new Dictionary<string, int> { ["<end>"] = 300 }));
        tokenizer.Encode("abab").ShouldBe([258, 'b']);
        tokenizer.Encode("cab").ShouldBe([260]);
        tokenizer.Encode("ab<end>").ShouldBe([257, 300]);
        tokenizer.Encode("ab1 ab").ShouldBe([257, ' ', 257]);   // no match holds the 1: tiktoken drops it
        tokenizer.VocabularySize.ShouldBe(301);
        tokenizer.Decode([258, 259, 300]).ShouldBe("aba<end>");   // no token has 259
    }

    [Fact]
    public void A_folder_with_a_known_file_is_a_tokenizer_that_is_written_again_as_it_was()
    {
        Bytes("r50k_base.tiktoken", ("ab", 256));
        File.WriteAllText(Path.Combine(_folder.Path, "chat_template.jinja"), "{{ messages[0].content }}");
        var copy = Path.Combine(_folder.Path, "copy");
        Tokenizer.Load(_folder.Path).CopyFilesTo(copy);
        var tokenizer = Tokenizer.Load(copy);
        tokenizer.Encode("ab<|endoftext|>").ShouldBe([256, 50256]);
        tokenizer.RenderChat([new("user", "ab")], addGenerationPrompt: false).ShouldBe("ab");
    }

    /// <summary>Meta's own file: 256 special tokens follow the ranks, and a text begins with the first of them.</summary>
    [Fact]
    public void A_tokenizer_model_that_is_a_tiktoken_file_beside_a_Llama_is_Llama_3s()
    {
        var file = Bytes("tokenizer.model", ("ab", 256), ("12", 257), ("123", 258), (" a", 259));
        File.WriteAllText(Path.Combine(_folder.Path, "config.json"), """{"model_type": "llama"}""");
        File.WriteAllText(Path.Combine(_folder.Path, "chat_template.jinja"), "{{ bos_token }}{{ messages[0].content }}<|eot_id|>");
        foreach (var tokenizer in (Tokenizer[])[Tokenizer.Load(_folder.Path), Tokenizer.Load(file)])
        {
            tokenizer.Encode("ab 1234").ShouldBe([260, 256, ' ', 258, '4']);   // at most three digits a word
            tokenizer.EncodeOpening("ab").ShouldBe([260, 256]);
            (tokenizer.BosId, tokenizer.EosId, tokenizer.VocabularySize).ShouldBe((260, 261, 260 + 256));
            (tokenizer.IdOf("<|start_header_id|>"), tokenizer.IdOf("<|eot_id|>"), tokenizer.IdOf("<|reserved_special_token_247|>")).ShouldBe((266, 269, 515));
            tokenizer.RenderChat([new("user", "ab")], addGenerationPrompt: false).ShouldBe("<|begin_of_text|>ab<|eot_id|>");
            tokenizer.Decode([260, 256, 259, 269], skipSpecialTokens: true).ShouldBe("ab a");
        }
    }

    /// <summary>As many tokens as Llama 3's file has: each byte and the first 127,744 pairs and triples of bytes.</summary>
    [Fact]
    public void The_number_of_tokens_tells_the_encoding_whatever_the_file_is_called()
    {
        var more = Enumerable.Range(0, 128_000 - 256).Select(i => (i < 65_536 ? new[] { (byte)(i >> 8), (byte)i } : [1, (byte)(i >> 8), (byte)i], i + 256));
        var tokenizer = Tokenizer.Load(Write("gpt2.tiktoken", AllBytes.Concat(more)));
        (tokenizer.IdOf("<|begin_of_text|>"), tokenizer.IdOf("<|eot_id|>"), tokenizer.VocabularySize).ShouldBe((128_000, 128_009, 128_256));
    }

    [Theory]
    [InlineData("cl100k_base", "1234's", 100_257)]
    [InlineData("o200k_base", "1234's", 199_999)]
    [InlineData("p50k_base", "1234's", 50_256)]
    public void OpenAIs_encodings_are_known_by_name(string name, string text, int end)
    {
        var tokenizer = Tokenizer.Load(Bytes(name + ".tiktoken", ("12", 256), ("34", 257), ("123", 258), ("'s", 259)));
        int[] words = name == "p50k_base" ? [256, 257, 259] : [258, '4', 259];   // GPT-2's numbers are not cut after three digits
        tokenizer.Encode(text + "<|endoftext|>").ShouldBe([.. words, end]);
        tokenizer.EosId.ShouldBe(end);
    }

    [Fact]
    public void A_tokenizer_model_of_an_unknown_encoding_says_what_to_give()
    {
        Bytes("tokenizer.model", ("ab", 256));
        var message = Should.Throw<CheckpointException>(() => Tokenizer.Load(_folder.Path)).Message;
        message.ShouldContain("tokenizer.model");
        message.ShouldContain("257 tokens are not known");
        message.ShouldContain("Tokenizer.LoadTiktoken");
        Tokenizer.LoadTiktoken(Path.Combine(_folder.Path, "tokenizer.model"), TiktokenEncoding.Gpt2).Encode("ab").ShouldBe([256]);
    }

    [Theory]
    [InlineData("nonsense", "line 257 is not a token")]
    [InlineData("YWI= 256 more", "line 257 is not a token")]
    [InlineData("YWI 256", "line 257 is not a token")]
    [InlineData("YWI= -1", "line 257 is not a token")]
    [InlineData("YWI= 4194304", "line 257 is not a token")]
    [InlineData("YQ== 256", "line 257 has a token that an earlier line has")]
    [InlineData("YWI= 97", "line 257 has the rank 97")]
    public void A_damaged_line_is_named(string line, string complaint)
    {
        var file = Bytes("gpt2.tiktoken");
        File.AppendAllText(file, line + "\n");
        var message = Should.Throw<CheckpointException>(() => Tokenizer.Load(file)).Message;
        message.ShouldContain(file);
        message.ShouldContain(complaint);
    }

    [Fact]
    public void A_file_without_one_of_the_bytes_is_refused() =>
        Should.Throw<CheckpointException>(() => Tokenizer.Load(Write("gpt2.tiktoken", AllBytes.Where(b => b.Rank != 0x7F)))).Message.ShouldContain("0x7F");

    [Fact]
    public void What_the_file_does_not_say_has_to_be_given()
    {
        Should.Throw<CheckpointException>(() => Tokenizer.Load(Bytes("mine.tiktoken"))).Message.ShouldContain("'mine'");
        Should.Throw<CheckpointException>(() => Tokenizer.Load(Path.Combine(_folder.Path, "absent.tiktoken"))).Message.ShouldContain("is not there");
        Bytes("gpt2.tiktoken");
        Should.Throw<CheckpointException>(() => Tokenizer.Load(_folder.Path)).Message.ShouldContain("gpt2.tiktoken, mine.tiktoken");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("(", "cannot be used")]
    public void A_pattern_that_cannot_be_used_is_refused(string pattern, string complaint) =>
        Should.Throw<SettingsException>(() => Tokenizer.LoadTiktoken(Bytes("own.tiktoken"),
            TiktokenEncoding.Gpt2 with { Pattern = pattern })).Message.ShouldContain(complaint);

    [Theory]
    [InlineData("<a>", 97)]
    [InlineData("a", 300)]
    [InlineData("<a>", -1)]
    [InlineData("", 300)]
    public void A_special_token_that_does_not_go_with_the_file_is_named(string token, int id) =>
        Should.Throw<CheckpointException>(() => Tokenizer.LoadTiktoken(Bytes("own.tiktoken"), new(@"\S+", new Dictionary<string, int> { [token] = id })))
            .Message.ShouldContain($"'{token}' with the id {id}");

    private static IEnumerable<(byte[] Bytes, int Rank)> AllBytes => Enumerable.Range(0, 256).Select(b => (new[] { (byte)b }, b));

    /// <summary>A file with each byte under its own value, and some tokens more.</summary>
    private string Bytes(string name, params (string Token, int Rank)[] more) =>
        Write(name, AllBytes.Concat(more.Select(m => (Encoding.UTF8.GetBytes(m.Token), m.Rank))));

    private string Write(string name, IEnumerable<(byte[] Bytes, int Rank)> tokens)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, string.Concat(tokens.Select(t => $"{Convert.ToBase64String(t.Bytes)} {t.Rank}\n")));
        return path;
    }

    private static byte[] BytesOf(string token)
    {
        var bytes = new List<byte>();
        Characters.ByteAlphabet.AppendBytes(token, bytes);
        return [.. bytes];
    }
}
