using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>Turns questions into prompts and answers into tokens, for one tokenizer.</summary>
/// <remarks>
/// Special tokens: a chat template writes its own, so nothing is added to what it renders. Round a text template the tokenizer adds what it puts
/// before a text (a Llama's bos) but nothing behind it, because the answer follows there.
/// </remarks>
public sealed class PromptFormat
{
    private const string Slot = "{question}";
    private readonly PromptFormatOptions _options;
    private readonly DateOnly _today;

    /// <param name="generation">Of the model's folder; null says nothing of what ends an answer.</param>
    /// <exception cref="SettingsException">The template has not exactly one {question}, no prompt may have a token, or the date is none.</exception>
    /// <exception cref="CheckpointException">"chat" is asked and the tokenizer has no template that can be used, or one that leaves the question
    /// out.</exception>
    public PromptFormat(Tokenizer tokenizer, PromptFormatOptions options, GenerationDefaults? generation = null)
    {
        generation ??= new GenerationDefaults();
        (Tokenizer, _options, _today) = (tokenizer, options, options.Day());
        if (options.MaxPromptTokens < 1) throw new SettingsException($"prompt_format.max_prompt_tokens is {options.MaxPromptTokens}; it must be 1 or more.");
        if (IsChat) Dialogue.RequireText(tokenizer, Dialogue.Trial(Transcript.User), addGenerationPrompt: true, _today);
        else if (options.Template.Split(Slot).Length != 2)
            throw new SettingsException($"prompt_format.template is '{options.Template}'; it needs {Slot} exactly once, or is '{PromptFormatOptions.Chat}'.");
        Endings = AnswerEndings.Settle(tokenizer, IsChat ? TurnEnd.OfChat(tokenizer) : WrittenTurnEnd(generation), generation);
    }

    /// <summary>The format of a model's folder.</summary>
    /// <inheritdoc cref="PromptFormat(Tokenizer, PromptFormatOptions, GenerationDefaults?)"/>
    public static PromptFormat Load(string folder, PromptFormatOptions options)
    {
        var tokenizer = ModelFolder.LoadTokenizer(folder);
        ModelFolder.RequireFit(folder, tokenizer);
        return new PromptFormat(tokenizer, options, ModelFolder.ReadGenerationDefaults(folder));
    }

    public Tokenizer Tokenizer { get; }

    /// <summary>What ends an answer.</summary>
    public AnswerEndings Endings { get; }

    private bool IsChat => _options.Template == PromptFormatOptions.Chat;

    /// <summary>The prompt of a question.</summary>
    /// <inheritdoc cref="CutPrompt"/>
    public int[] EncodePrompt(string question) => CutPrompt(question).Ids;

    /// <summary>The prompt of a question, and what it lost.</summary>
    /// <remarks>
    /// Where the whole would be too long, a dialogue loses its oldest turns, a system's last of all, so that it begins with the user again; the turn to be
    /// answered stays. Where that alone is too long, it is encoded, as many tokens as are too many are taken from its end, and the text that remains is put
    /// into the template and encoded anew; half a character at its end goes too. If the new neighbours make more tokens than were taken, this is done again.
    /// </remarks>
    /// <exception cref="SettingsException">The template alone is longer than the limit.</exception>
    /// <exception cref="DataException">The chat template refuses the dialogue.</exception>
    public (int[] Ids, PromptCut Cut) CutPrompt(string question)
    {
        var ids = Encode(question);
        if (Fits(ids)) return (ids, PromptCut.None);
        for (var turns = Transcript.Read(question); turns.Count > 1;)
        {
            turns = WithoutOldest(turns);
            ids = Encode(question = Transcript.Write(turns));
            if (Fits(ids)) return (ids, PromptCut.Turns);
        }
        return (CutEnd(question, ids), PromptCut.End);
    }

    /// <summary>The prompt of a conversation that awaits its next answer, whole: nothing is cut.</summary>
    /// <exception cref="DataException">The chat template refuses the turns.</exception>
    public int[] EncodeTurns(IReadOnlyList<ChatTurn> turns) => IsChat ? Chat(turns) : Written(Transcript.Write(turns));

    /// <summary>The length of a question's prompt before any cut, in tokens.</summary>
    public int WholeLength(string question) => Encode(question).Length;

    private int[] CutEnd(string question, int[] ids)
    {
        var questionIds = Tokenizer.Encode(question, addSpecialTokens: false);
        for (var keep = questionIds.Length - (ids.Length - _options.MaxPromptTokens); keep > 0; keep -= ids.Length - _options.MaxPromptTokens)
        {
            ids = Encode(Tokenizer.Decode(questionIds.Take(keep)).TrimEnd('\uFFFD'));
            if (Fits(ids)) return ids;
        }
        ids = Encode("");
        return Fits(ids)
            ? ids
            : throw new SettingsException(
                $"prompt_format.max_prompt_tokens is {_options.MaxPromptTokens}, and the template alone takes {ids.Length}: raise it.");
    }

    private static List<ChatTurn> WithoutOldest(IReadOnlyList<ChatTurn> turns)
    {
        var (system, said) = (turns.TakeWhile(t => t.Role == Transcript.System), turns.SkipWhile(t => t.Role == Transcript.System));
        var later = said.Skip(1).SkipWhile(t => t.Role != Transcript.User).ToArray();
        return later.Length > 0 ? [.. system, .. later] : [turns[^1]];
    }

    private bool Fits(int[] ids) => ids.Length <= _options.MaxPromptTokens;

    /// <summary>The answer's tokens without anything before them, and where it ended what <see cref="AnswerEndings.Taught"/> names.</summary>
    /// <exception cref="CheckpointException">The answer ended and nothing names what ends one.</exception>
    public int[] EncodeAnswer(string answer, bool ended)
    {
        var ids = Tokenizer.Encode(answer, addSpecialTokens: false);
        if (!ended) return ids;
        return Endings.Taught is { } end
            ? [.. ids, end]
            : throw new CheckpointException($"An answer cannot be ended. {Endings.Notes[0]}");
    }

    /// <summary>The text of an answer's tokens, special tokens, what ended it and outer white space left out.</summary>
    public string DecodeAnswer(IReadOnlyList<int> ids) =>
        Tokenizer.Decode(ids.Count > 0 && Endings.Ids.Contains(ids[^1]) ? ids.Take(ids.Count - 1) : ids, skipSpecialTokens: true).Trim();

    /// <summary>The end of turn that a text template writes behind the question, where generation stops there.</summary>
    private int? WrittenTurnEnd(GenerationDefaults generation) =>
        TurnEnd.First(Tokenizer, _options.Template.Split(Slot)[1]) is { } end && generation.EosIds.Contains(end) ? end : null;

    private int[] Encode(string question) => IsChat ? Chat(Transcript.Read(question)) : Written(question);

    private int[] Chat(IReadOnlyList<ChatTurn> turns) =>
        Tokenizer.Encode(Dialogue.Render(Tokenizer, turns, addGenerationPrompt: true, _today), addSpecialTokens: false);

    private int[] Written(string question) => Tokenizer.EncodeOpening(_options.Template.Replace(Slot, question, StringComparison.Ordinal));
}
