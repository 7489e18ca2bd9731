using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Files as they are found that are unlike most: read as transformers reads them, or refused by name.</summary>
public sealed class OddFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The library would cut to 2 tokens and pad to 64; transformers does neither unless it is asked.</summary>
    [Fact]
    public void The_files_own_truncation_and_padding_do_not_count()
    {
        var file = Golden();
        file["truncation"] = JsonNode.Parse("""{"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}""");
        file["padding"] = JsonNode.Parse("""{"strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "<pad>"}""");
        var tokenizer = Load(file);
        tokenizer.Decode(tokenizer.Encode("the cat  it's")).ShouldBe("the cat  it's");
        tokenizer.Encode("the cat  it's").Length.ShouldBeInRange(3, 13);
    }

    [Theory]
    [InlineData("a <x> b", " <x> ")]
    [InlineData("a WORD b", "WORD")]
    [InlineData("aWORD", null)]
    [InlineData("<x>", "<x>")]
    public void Added_tokens_take_blanks_along_or_stand_alone(string text, string? found)
    {
        var file = Golden();
        var next = file["model"]!["vocab"]!.AsObject().Max(v => v.Value!.GetValue<int>()) + 1;
        file["added_tokens"]!.AsArray().Add(JsonNode.Parse($$"""{"id": {{next}}, "content": "<x>", "single_word": false, "lstrip": true, "rstrip": true, "normalized": false, "special": false}"""));
        file["added_tokens"]!.AsArray().Add(JsonNode.Parse($$"""{"id": {{next + 1}}, "content": "WORD", "single_word": true, "lstrip": false, "rstrip": false, "normalized": false, "special": false}"""));
        var (ids, spans) = Load(file).EncodeWithOffsets(text);
        var added = ids.Zip(spans).Where(t => t.First >= next).Select(t => text.Substring(t.Second.Start, t.Second.Length));
        added.ShouldBe(found is null ? [] : [found]);
    }

    [Theory]
    [InlineData("chat_template.jinja", "{{ 'file' }}", """{"chat_template": "settings"}""", "file")]
    [InlineData("chat_template.json", """{"chat_template": "json"}""", """{"chat_template": "settings"}""", "json")]
    [InlineData("none", "", """{"chat_template": [{"name": "tool_use", "template": "T"}, {"name": "default", "template": "D"}]}""", "D")]
    [InlineData("none", "", """{"chat_template": "A\n", "extra_special_tokens": {"image_token": "<x>"}, "tokenizer_class": null, "bos_token": null, "model_max_length": 1000000000000000019884624838656}""", "A")]
    public void The_template_that_counts_is_found(string name, string content, string settings, string written)
    {
        File.WriteAllText(Path.Combine(_folder.Path, name), content);
        Load(Golden(), settings).RenderChat([new ChatTurn("user", "?")], addGenerationPrompt: true).ShouldBe(written);
    }

    [Theory]
    [InlineData("none", "", """{"chat_template": ""}""", "no chat template")]
    [InlineData("chat_template.jinja", " \n", """{"chat_template": "settings"}""", "no chat template")]
    [InlineData("none", "", """{"chat_template": [{"name": "tool_use", "template": "T"}]}""", "has the chat templates tool_use")]
    public void A_template_of_nothing_is_none(string name, string content, string settings, string complaint)
    {
        File.WriteAllText(Path.Combine(_folder.Path, name), content);
        Should.Throw<CheckpointException>(() => Load(Golden(), settings).RenderChat(
            [new ChatTurn("user", "?")], addGenerationPrompt: true)).Message.ShouldContain(complaint);
    }

    [Theory]
    [InlineData("[]", "tokenizer_config.json': the whole must be an object")]
    [InlineData("""{"chat_template": 3}""", "chat_template must be a text")]
    [InlineData("""{"added_tokens_decoder": {"x": {"content": "<x>"}}}""", "'x' is no token id")]
    public void Settings_of_another_shape_are_refused_with_their_place(string settings, string complaint) =>
        Should.Throw<CheckpointException>(() => Load(Golden(), settings)).Message.ShouldContain(complaint);

    [Fact]
    public void A_tokenizer_json_may_be_named_itself()
    {
        var tokenizer = Load(Golden(), """{"eos_token": {"__type": "AddedToken", "content": "<|endoftext|>", "lstrip": false, "normalized": true, "rstrip": false, "single_word": false}}""");
        var named = Tokenizer.Load(Path.Combine(_folder.Path, "tokenizer.json"));
        (named.EosId, named.VocabularySize).ShouldBe((tokenizer.IdOf("<|endoftext|>"), tokenizer.VocabularySize));
    }

    /// <summary>What jinja2 3.1.6 writes in transformers' environment.</summary>
    [Theory]
    [InlineData("{% for m in messages|reverse %}{{ loop.revindex }}{{ m.role[:2] }}{{ m['content'][::-1]|trim }}{% endfor %}", "3usx2as.oS1us?yhW")]
    [InlineData("{% macro each(l) %}{% for m in l %}{{ caller(m) }};{% endfor %}{% endmacro %}{% call(u) each(messages) %}{{ u.role|title }}{% endcall %}",
        "User;Assistant;User;")]
    [InlineData("{% for r, g in messages|groupby('role') %}{{ r }}={{ g|length }}{{ ', ' if not loop.last }}{% endfor %}", "assistant=1, user=2")]
    [InlineData("{% for m in messages recursive %}{{ m.role if m is mapping else m }}{% if loop.first and m is mapping %}{{ loop(['k','l']) }}{% endif %}{% " +
        "endfor %}", "userklassistantuser")]
    [InlineData("{{ messages[0].tool_calls }}{{ messages[0].get('tool_calls', 'none') }}{{ 'tool_calls' in messages[0] }}{{ tools is none }}", "noneFalseTrue")]
    [InlineData("{% if messages[0].content is string %}s{% else %}{% for p in messages[0].content %}{{ p.text }}{% endfor %}{% endif %}{% if tools %}{{ " +
        "tools|tojson }}{% endif %}", "s")]
    [InlineData("{% for m in messages %}{{ loop.cycle('a','b') }}{{ loop.changed(m.role) }}{{ loop.previtem.role if loop.previtem is defined }}{% endfor %}",
        "aTruebTrueuseraTrueassistant")]
    [InlineData("{% set d = {'a': 1, 'b': [true, none]} %}{{ d|tojson(separators=(',', ':')) }}{{ d|length }}{{ d.a // 2 }}", "{\"a\":1,\"b\":[true,null]}20")]
    [InlineData("{% set x = 5 %}{% for i in [1] %}{{ x }}{% set x = 6 %}{{ x }}{% endfor %}{{ x }}{% if true %}{% set x = 7 %}{% endif %}{{ x }}", "5657")]
    public void Templates_unlike_most_are_written_as_Jinja_writes_them(string template, string written) => Render(template).ShouldBe(written);

    [Theory]
    [InlineData("{{ raise_exception('No ' + messages[0].role) }}", "No user")]
    [InlineData("{{ missing.attr }}", "'missing' is undefined")]
    [InlineData("{{ ''.__class__ ~ messages.__len__() }}", "it is Python's own")]
    [InlineData("{% set _ = messages.append(1) %}", "a template changes no list or dict")]
    public void Templates_that_raise_are_refused_with_what_they_say(string template, string complaint) =>
        Should.Throw<DataException>(() => Render(template)).Message.ShouldContain(complaint);

    private static string Render(string template) => new ChatTemplate(template, "a test")
        .Render([new("user", "Why?"), new("assistant", "So."), new("user", "x")], true, new Dictionary<string, string>()).Text;

    private static JsonObject Golden() => JsonNode.Parse(File.ReadAllText(Goldens.Material("tokenizers/trained-byte-bpe/tokenizer.json")))!.AsObject();

    private Tokenizer Load(JsonObject file, string settings = "{}")
    {
        File.WriteAllText(Path.Combine(_folder.Path, "tokenizer.json"), file.ToJsonString());
        File.WriteAllText(Path.Combine(_folder.Path, "tokenizer_config.json"), settings);
        return Tokenizer.Load(_folder.Path);
    }
}
