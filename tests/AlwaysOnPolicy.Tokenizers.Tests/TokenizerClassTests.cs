using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>What counts where tokenizer.json, its settings and transformers' classes say different things.</summary>
public sealed class TokenizerClassTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-class-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Tokenizer Load(JsonObject file, JsonObject config)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), file.ToJsonString());
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), config.ToJsonString());
        return Tokenizer.Load(_folder);
    }

    private static JsonObject Golden(string name) => JsonNode.Parse(File.ReadAllText(Goldens.Material($"tokenizers/{name}/tokenizer.json")))!.AsObject();

    private static JsonObject Config(string tokenizerClass, params (string Name, JsonNode? Value)[] more)
    {
        var config = new JsonObject { ["tokenizer_class"] = tokenizerClass };
        foreach (var (name, value) in more) config[name] = value;
        return config;
    }

    /// <summary>The file's "▁" put before a text, and the settings' none.</summary>
    [Theory]
    [InlineData("TokenizersBackend", true)]
    [InlineData("PreTrainedTokenizerFast", true)]
    [InlineData("GPT2Tokenizer", false)]
    public void The_files_blank_in_front_stands_but_for_classes_that_build_the_pre_tokenizer(string tokenizerClass, bool filesCounts)
    {
        var file = Golden("trained-byte-bpe");
        file["pre_tokenizer"] = JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}""");
        var tokenizer = Load(file, Config(tokenizerClass, ("add_prefix_space", false), ("unk_token", null), ("bos_token", null), ("eos_token", null)));
        tokenizer.Decode(tokenizer.Encode("Why", addSpecialTokens: false)).ShouldBe(filesCounts ? " Why" : "Why");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Byte_pair_encodings_blanks_before_marks_are_the_texts_own(bool cleanUp)
    {
        var tokenizer = Load(Golden("trained-byte-bpe"), Config("TokenizersBackend", ("clean_up_tokenization_spaces", cleanUp)));
        tokenizer.Decode(tokenizer.Encode("cats , then ?", addSpecialTokens: false)).ShouldBe("cats , then ?");
        tokenizer = Load(Golden("trained-unigram"), Config("TokenizersBackend", ("clean_up_tokenization_spaces", cleanUp)));
        tokenizer.Decode(tokenizer.Encode("as , is ?", addSpecialTokens: false)).ShouldBe(cleanUp ? "as, is?" : "as , is ?");
    }

    [Theory]
    [InlineData("cleanFalse")]
    [InlineData("cleanTrue")]
    public void A_file_that_speaks_against_its_settings_is_read_as_the_reference_reads_it(string folder)
    {
        var given = Goldens.RequireOddInput(Path.Combine("tokenizer-file-against-config", folder));
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(given, "expected.json")))!;
        var tokenizer = Tokenizer.Load(given);
        var ids = tokenizer.Encode(expected["text"]!.GetValue<string>());
        ids.ShouldBe(expected["ids"]!.AsArray().Select(i => i!.GetValue<int>()));
        tokenizer.Decode(ids).ShouldBe(expected["decoded"]!.GetValue<string>());
    }

    /// <summary>A Llama file of transformers 4 puts "▁" before every text; the class of transformers 5 would not before one that begins with a blank.</summary>
    [Fact]
    public void A_saved_tokenizer_names_the_class_that_takes_the_file_where_its_own_would_build_another_pipeline()
    {
        var file = Golden("trained-byte-bpe");
        file["normalizer"] = JsonNode.Parse("""{"type": "Prepend", "prepend": "▁"}""");
        var tokens = file["added_tokens"]!.AsArray().Select(t => t!["content"]!.GetValue<string>()).ToArray();
        var tokenizer = Load(file, Config("LlamaTokenizer", ("bos_token", tokens[0]), ("eos_token", tokens[0]), ("unk_token", null)));
        var copy = Path.Combine(_folder, "saved");
        tokenizer.CopyFilesTo(copy);
        var saved = JsonNode.Parse(File.ReadAllText(Path.Combine(copy, "tokenizer_config.json")))!;
        saved["tokenizer_class"]!.GetValue<string>().ShouldBe("TokenizersBackend");
        (saved["add_bos_token"]!.GetValue<bool>(), saved["add_eos_token"]!.GetValue<bool>()).ShouldBe((true, false));
        var again = Tokenizer.Load(copy);
        foreach (var text in (string[])[" ", "Why is it so?", " two  blanks"]) again.Encode(text).ShouldBe(tokenizer.Encode(text));
        again.Encode("Why")[0].ShouldBe(again.BosId!.Value);
    }

    [Theory]
    [InlineData("LlamaTokenizer", "null", """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": false}""", "LlamaTokenizer")]
    [InlineData("LlamaTokenizer", "null", """{"type": "ByteLevel"}""", "TokenizersBackend")]
    [InlineData("GPT2Tokenizer", "null", """{"type": "ByteLevel"}""", "GPT2Tokenizer")]
    [InlineData("GPT2TokenizerFast", "null", """{"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": true}, {"type": "ByteLevel"}]}""", "TokenizersBackend")]
    [InlineData("T5Tokenizer", "null", """{"type": "ByteLevel"}""", "TokenizersBackend")]
    [InlineData("Qwen2Tokenizer", """{"type": "NFC"}""", """{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Isolated", "invert": false}, {"type": "ByteLevel"}]}""", "Qwen2Tokenizer")]
    [InlineData("PreTrainedTokenizerFast", "null", """{"type": "ByteLevel"}""", "PreTrainedTokenizerFast")]
    public void A_class_that_builds_what_the_file_says_keeps_its_name(string tokenizerClass, string normalizer, string splitter, string saved)
    {
        var file = Golden("trained-byte-bpe");
        (file["normalizer"], file["pre_tokenizer"]) = (JsonNode.Parse(normalizer), JsonNode.Parse(splitter));
        var token = file["added_tokens"]![0]!["content"]!.GetValue<string>();
        var tokenizer = Load(file, Config(tokenizerClass, ("bos_token", token), ("eos_token", token), ("unk_token", token), ("pad_token", token)));
        tokenizer.CopyFilesTo(Path.Combine(_folder, "saved"));
        JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "saved", "tokenizer_config.json")))!["tokenizer_class"]!.GetValue<string>().ShouldBe(saved);
    }
}
