using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Tests.Text;

/// <summary>What ends an answer, from sources that agree, are silent, or contradict each other. Ids: &lt;pad&gt; 0, &lt;end&gt; 1, &lt;unk&gt; 2, &lt;turn&gt;
/// 3, &lt;done&gt; 4.</summary>
public sealed class AnswerEndingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AnswerEndingsTests()
    {
        using var model = TinyModels.Gpt2();
        ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        TinyModels.WriteTokenizer(_folder.Path, TinyModels.Vocabulary, "<turn>", "<done>");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("agree", "<end>", "1", null, "<end>", new[] { 1 }, 1, null)]
    [InlineData("the template alone", null, null, null, "<done>", new[] { 4 }, 4, null)]
    [InlineData("the template ends turns with another token than config.json", "<end>", "1", null, "<done>", new[] { 1, 4 }, 4,
        "config.json ends an answer at '<end>' (1), but the template ends a turn with '<done>' (4).")]
    [InlineData("generation_config.json lists both", "<end>", "1", "[1, 4]", "<done>", new[] { 1, 4 }, 4, null)]
    [InlineData("the tokenizer names another than both configs", "<end>", "0", "0", "<end>", new[] { 0, 1 }, 1,
        "generation_config.json ends an answer at '<pad>' (0), but the template ends a turn with '<end>' (1).")]
    [InlineData("no config says anything", "<end>", null, null, "", new[] { 1 }, 1, null)]
    [InlineData("generation_config.json alone", null, null, "[7, 8]", "", new[] { 7, 8 }, 7, null)]
    [InlineData("config.json alone", null, "[6]", null, "", new[] { 6 }, 6, null)]
    [InlineData("generation_config.json lists none", "<end>", "5", "[]", "", new[] { 1 }, 1, null)]
    [InlineData("the two configs differ", "<end>", "5", "[1]", "", new[] { 1 }, 1, "config.json ends an answer at 'w5' (5) too")]
    [InlineData("the tokenizer's is a third", "<end>", "4", "[4]", "<done>", new[] { 4, 1 }, 4, "The tokenizer's eos_token is '<end>' (1), which " +
        "generation_config.json does not name.")]
    public void All_that_ends_an_answer_is_stopped_at_and_one_of_it_is_taught(
        string _, string? eosToken, string? config, string? generation, string turnEnd, int[] ids, int taught, string? note)
    {
        Write(eosToken, config, generation, turnEnd);
        var format = PromptFormat.Load(_folder.Path, new PromptFormatOptions());
        format.Endings.Ids.ShouldBe(ids);
        format.EncodeAnswer("w9 w10", ended: true).ShouldBe([9, 10, taught]);
        format.EncodeAnswer("w9 w10", ended: false).ShouldBe([9, 10]);
        format.DecodeAnswer([9, 10, taught]).ShouldBe("w9 w10");
        if (note is null) format.Endings.Notes.ShouldBeEmpty();
        else format.Endings.Notes.ShouldHaveSingleItem().ShouldContain(note);

        using var policy = Policy.Load(_folder.Path, new PromptFormatOptions());
        policy.Defaults.EosIds.ShouldBe(ids);
        ModelInspection.Take(_folder.Path).Notes.ShouldBe(format.Endings.Notes);
        ModelInspection.Take(_folder.Path).Endings.ShouldEndWith($"({taught})");
    }

    [Fact]
    public void What_is_saved_ends_where_the_loaded_folder_did_and_no_longer_contradicts_itself()
    {
        Write("<end>", "0", "0", "<done>");
        using var target = new TemporaryFolder();
        using var policy = Policy.Load(_folder.Path, new PromptFormatOptions());
        ModelFolder.SaveCausal(policy.Model, target.Path, policy.Tokenizer, generation: policy.Defaults);
        var saved = PromptFormat.Load(target.Path, new PromptFormatOptions()).Endings;
        saved.Ids.ShouldBe([0, 4, 1]);
        saved.Ids.ShouldBe(policy.Format.Endings.Ids);
        saved.Taught.ShouldBe(4);
        saved.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[1, 4]", 4)]
    [InlineData("[1]", 1)]   // nothing stops there
    [InlineData(null, 1)]
    public void A_text_template_that_writes_the_models_turns_ends_them_as_generation_does(string? generation, int taught)
    {
        Write("<end>", null, generation, "<done>");
        PromptFormat.Load(_folder.Path, new PromptFormatOptions { Template = "<turn> w5 {question} <done> <turn> w6" }).Endings.Taught.ShouldBe(taught);
    }

    [Fact]
    public void Where_nothing_ends_an_answer_that_is_said()
    {
        Write(null, null, null, "");
        var format = PromptFormat.Load(_folder.Path, new PromptFormatOptions());
        format.Endings.Ids.ShouldBeEmpty();
        format.Endings.Notes.ShouldHaveSingleItem().ShouldContain("Nothing names a token that ends an answer");
        Should.Throw<CheckpointException>(() => format.EncodeAnswer("w9", ended: true)).Message.ShouldContain("Add eos_token to tokenizer_config.json");
    }

    [Theory]
    [InlineData("\"<end>\"")]
    [InlineData("[1, -1]")]
    [InlineData("[1, 24]")]
    public void What_is_no_id_is_told_by_inspection_and_refused_by_loading(string generation)
    {
        Write("<end>", null, generation, "");
        var note = ModelInspection.Take(_folder.Path).Notes.ShouldHaveSingleItem();
        note.ShouldContain("generation_config.json");
        note.ShouldContain("eos_token_id");
        Should.Throw<CheckpointException>(() => Policy.Load(_folder.Path, new PromptFormatOptions())).Message.ShouldBe(note);
    }

    [Fact]
    public void Of_two_tokenizer_files_the_one_counts_that_counts_in_transformers()
    {
        Write("<end>", null, null, "");
        File.WriteAllText(_folder.File("special_tokens_map.json"), """{"eos_token": {"content": "<done>", "lstrip": false}}""");
        var endings = PromptFormat.Load(_folder.Path, new PromptFormatOptions()).Endings;
        endings.Taught.ShouldBe(4);
        endings.Notes.ShouldHaveSingleItem().ShouldBe("tokenizer_config.json's eos_token is '<end>', special_tokens_map.json's '<done>'. What counts, as in " +
            "transformers, is '<done>' (4).");
    }

    private void Write(string? eosToken, string? config, string? generation, string turnEnd)
    {
        TinyModels.Edit(_folder.Path, "tokenizer_config.json", c =>
        {
            c["eos_token"] = eosToken;
            c["chat_template"] = $"{{% for m in messages %}}<turn> {{{{ m['content'] }}}} {turnEnd} {{% endfor %}}{{% if add_generation_prompt %}}<turn> " +
                "w5{% endif %}";
        });
        TinyModels.Edit(_folder.Path, "config.json", c => c["eos_token_id"] = config is null ? null : JsonNode.Parse(config));
        if (generation is not null) File.WriteAllText(_folder.File("generation_config.json"), $$"""{"eos_token_id": {{generation}}}""");
    }
}
