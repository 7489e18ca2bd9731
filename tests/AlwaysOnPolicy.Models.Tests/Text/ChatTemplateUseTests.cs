using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Tests.Text;

/// <summary>What becomes of a folder's chat template where it asks for the date, or cannot be used. A word is a token.</summary>
public sealed class ChatTemplateUseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Tokenizer Load(string chat)
    {
        TinyModels.WriteTokenizer(_folder.Path, 40, "user", "Q", "A", "2026", "2024");
        TinyModels.Edit(_folder.Path, "tokenizer_config.json", c => c["chat_template"] = chat);
        return Tokenizer.Load(_folder.Path);
    }

    private static string Words(PromptFormat format, string question) => string.Join(' ', format.EncodePrompt(question).Select(format.Tokenizer.TokenOf));

    [Fact]
    public void A_templates_today_is_the_day_of_the_settings()
    {
        var tokenizer = Load("{{ strftime_now('%Y') }} {% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}");
        Words(new PromptFormat(tokenizer, new PromptFormatOptions()), "w20").ShouldBe("2024 user w20");
        Words(new PromptFormat(tokenizer, new PromptFormatOptions { Date = "2026-03-05" }), "w20").ShouldBe("2026 user w20");
        Should.Throw<SettingsException>(() => new PromptFormat(tokenizer, new PromptFormatOptions { Date = "5 March" })).Message.ShouldContain(
            "prompt_format.date is '5 March'");
    }

    [Fact]
    public void A_folder_whose_template_cannot_be_used_works_with_a_text_template()
    {
        var tokenizer = Load("{% for m in messages %}\n{{ m | pprint }}{% endfor %}");
        Should.Throw<CheckpointException>(() => new PromptFormat(tokenizer, new PromptFormatOptions())).Message
            .ShouldContain("line 2: the filter 'pprint' is not supported. Set prompt_format.template");
        Words(new PromptFormat(tokenizer, new PromptFormatOptions { Template = "Q {question} A" }), "w20").ShouldBe("Q w20 A");
    }

    [Fact]
    public void A_template_that_leaves_the_question_out_is_refused_before_anything_is_trained_on_it()
    {
        var tokenizer = Load("{% for m in messages %}{{ m.role }} {{ m.text }} {% endfor %}A");
        Should.Throw<CheckpointException>(() => new PromptFormat(tokenizer, new PromptFormatOptions())).Message.ShouldBe(
            $"The chat template of '{_folder.Path}' leaves out what the user says: 'Why do onions sting' is not in what it renders. A model would " +
            "never see it. Correct the template, or fetch it again. Set prompt_format.template to a text with {question} in it.");
        Words(new PromptFormat(tokenizer, new PromptFormatOptions { Template = "Q {question} A" }), "w20").ShouldBe("Q w20 A");
    }

    [Theory]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}", "renders a question, a question and its answer, a dialogue, a system's turn")]
    [InlineData("{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ m.content }}{% endfor %}",
        "renders a question, a question and its answer, a dialogue; refuses a system's turn (line 1: no system)")]
    [InlineData("{% if tools %}{{ tools | pprint }}{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}",
        "renders a question, a question and its answer, a dialogue, a system's turn; refuses a " +
        "conversation that comes to the filter 'pprint' (line 1)")]
    [InlineData("Hello {% for m in messages %}{{ m.role }}{% if m.role == 'assistant' %}{{ m.text }}{% endif %}{% endfor %}", "WARNING: renders a question " +
        "without what the user says, a question and its answer without what the user says, a dialogue without what the user says, a system's turn without " +
        "what the system says")]
    [InlineData("{% if messages[0].role != 'system' %}{{ messages[-1].content }}{% endif %}{{ messages[0].content }}{{ messages[1].content if messages[1] }}",
        "renders a question, a question and its answer, a dialogue, a system's turn")]
    [InlineData("{{ messages[-1].content }}", "renders a question; WARNING: renders a question and its answer without what the user says, a dialogue without " +
        "what the user says, a system's turn without what the system says")]
    public void Inspection_says_what_of_the_template_works(string chat, string said)
    {
        using (var model = TinyModels.Gpt2()) Models.Checkpoints.ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        Load(chat);
        ModelInspection.Take(_folder.Path).Tokenizer.ChatTemplate.ShouldBe(said);
    }
}
