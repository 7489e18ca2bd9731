using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Tests.Text;

/// <summary>Dialogues as text and back, and what a prompt that is too long loses. A word is a token.</summary>
public sealed class PromptCutTests : IDisposable
{
    private const string Plain = "{% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}{% if add_generation_prompt %}assistant{% endif %}";
    private const string ByTurns = "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('by turns') }}{% endif " +
        "%}{{ m.role }} {{ m.content }} {% endfor %}";
    private const string Talk = "System: w19\n\nHuman: w20 w11\n\nAssistant: w12\n\nHuman: w13\n\nAssistant: w14 w15\n\nHuman: w16 w17";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PromptFormat Format(string template, int most, string chat = Plain)
    {
        TinyModels.WriteTokenizer(_folder.Path, 40, "user", "assistant", "system", "Q", "A", "Human:", "Assistant:", "System:");
        TinyModels.Edit(_folder.Path, "tokenizer_config.json", c => c["chat_template"] = chat);
        return new PromptFormat(Tokenizer.Load(_folder.Path), new PromptFormatOptions { Template = template, MaxPromptTokens = most });
    }

    private static string Words(PromptFormat format, int[] ids) => string.Join(' ', ids.Select(format.Tokenizer.TokenOf));

    [Theory]
    [InlineData("Why?", "user:Why?")]
    [InlineData("Human: Why?", "user:Human: Why?")]
    [InlineData("Human: a\n\nb\n\nAssistant: c\n\nHuman:\nd", "user:a\n\nb|assistant:c|user:d")]
    [InlineData("System: s\n\nHuman: a", "system:s|user:a")]
    [InlineData("I ask.\n\nHuman: a\n\nAssistant: b\n\nHuman: c", "user:I ask.\n\nHuman: a\n\nAssistant: b\n\nHuman: c")]
    [InlineData("Human: a\n\nAssistant: b", "user:Human: a\n\nAssistant: b")]
    public void A_transcript_has_turns_and_any_other_question_is_one(string question, string turns) =>
        string.Join('|', Transcript.Read(question).Select(t => $"{t.Role}:{t.Content}")).ShouldBe(turns);

    [Fact]
    public void Turns_come_back_from_their_text_unless_one_holds_a_speakers_mark()
    {
        ChatTurn[] turns = [new("system", "s"), new("user", "a\nb"), new("assistant", "c"), new("user", "d")];
        Transcript.Read(Transcript.Write(turns)).ShouldBe(turns);
        Transcript.Keeps([new("user", "a\n\nHuman: b"), new("assistant", "c"), new("user", "d")]).ShouldBeFalse();
        new Exchange(Talk, "w18").Turns().Select(t => t.Role).ShouldBe(["system", "user", "assistant", "user", "assistant", "user", "assistant"]);
    }

    [Theory]
    [InlineData(17, PromptCut.None, "system w19 user w20 w11 assistant w12 user w13 assistant w14 w15 user w16 w17 assistant")]
    [InlineData(15, PromptCut.Turns, "system w19 user w13 assistant w14 w15 user w16 w17 assistant")]
    [InlineData(9, PromptCut.Turns, "system w19 user w16 w17 assistant")]
    [InlineData(5, PromptCut.Turns, "user w16 w17 assistant")]
    [InlineData(3, PromptCut.End, "user w16 assistant")]
    public void A_dialogue_loses_its_oldest_turns_and_never_the_one_to_be_answered(int most, PromptCut cut, string words)
    {
        var format = Format(PromptFormatOptions.Chat, most);
        var (ids, was) = format.CutPrompt(Talk);
        (was, Words(format, ids)).ShouldBe((cut, words));
        format.EncodePrompt(Talk).ShouldBe(ids);
    }

    [Theory]
    [InlineData(16, PromptCut.Turns, "Q System: w19 Human: w13 Assistant: w14 w15 Human: w16 w17 A")]
    [InlineData(5, PromptCut.Turns, "Q w16 w17 A")]
    [InlineData(3, PromptCut.End, "Q w16 A")]
    public void So_it_does_in_a_template_of_text(int most, PromptCut cut, string words)
    {
        var format = Format("Q {question} A", most);
        var (ids, was) = format.CutPrompt(Talk);
        (was, Words(format, ids)).ShouldBe((cut, words));
    }

    [Fact]
    public void A_template_that_wants_user_and_assistant_by_turns_gets_the_system_with_the_user()
    {
        var format = Format(PromptFormatOptions.Chat, 40, ByTurns);
        Words(format, format.EncodePrompt(Talk)).ShouldBe("user w19 w20 w11 assistant w12 user w13 assistant w14 w15 user w16 w17");
    }
}
