using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Which tokens of a conversation are the assistant's.</summary>
public sealed class AssistantMaskTests : IDisposable
{
    private const string Template = "{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }}<|endoftext|>{% " +
        "endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}";

    private static readonly ChatTurn[] s_turns = [new("user", "Why?"), new("assistant", " 🙂 So."), new("user", "How?"), new("assistant", "ü")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_assistants_words_and_what_ends_them_are_marked_and_nothing_else_is()
    {
        var tokenizer = Load(Template);
        var (ids, mask) = tokenizer.EncodeChat(s_turns);
        ids.ShouldBe(tokenizer.Encode(tokenizer.RenderChat(s_turns, addGenerationPrompt: false), addSpecialTokens: false));
        Marked(tokenizer, ids, mask, 1).ShouldBe(" 🙂 So.<|endoftext|>ü<|endoftext|>");
        Marked(tokenizer, ids, mask, 0).ShouldBe("<user>Why?<assistant><user>How?<assistant>");
    }

    /// <summary>"is" is one token of this vocabulary: it reaches into what is marked.</summary>
    [Fact]
    public void A_token_that_reaches_into_a_marked_text_counts()
    {
        var tokenizer = Load("i{% generation %}s{% endgeneration %}");
        var (ids, mask) = tokenizer.EncodeChat(s_turns);
        ids.Select(tokenizer.TokenOf).ShouldBe(["is"]);
        mask.ShouldBe([1]);
    }

    [Theory]
    [InlineData("{{ messages[1].content }}")]
    [InlineData("{{ messages[1].content }}{% generation %}{% endgeneration %}")]
    public void A_template_that_marks_nothing_gives_no_token(string template) => Load(template).EncodeChat(s_turns).AssistantMask.ShouldAllBe(m => m == 0);

    [Fact]
    public void An_empty_conversation_text_has_no_tokens() => Load("{# nothing #}").EncodeChat(s_turns).Ids.ShouldBeEmpty();

    private static string Marked(Tokenizer tokenizer, int[] ids, int[] mask, int value) => tokenizer.Decode(ids.Where((_, i) => mask[i] == value));

    private Tokenizer Load(string template)
    {
        File.Copy(Goldens.Material("tokenizers/trained-byte-bpe/tokenizer.json"), Path.Combine(_folder.Path, "tokenizer.json"), overwrite: true);
        File.WriteAllText(Path.Combine(_folder.Path, "chat_template.jinja"), template);
        return Tokenizer.Load(_folder.Path);
    }
}
