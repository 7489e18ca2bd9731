using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Tokenization;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>How a question becomes a prompt.</summary>
public sealed record PromptFormatOptions
{
    public const string Chat = "chat";

    /// <summary>"chat" for the tokenizer's own template with one user turn, else a text with {question} in it.</summary>
    public string Template { get; init; } = Chat;

    /// <summary>Longest prompt, frame included. A longer question loses tokens at its end, so that the frame stays whole.</summary>
    [Range(1, 1_000_000)] public int MaxPromptTokens { get; init; } = 256;
}

/// <summary>Turns questions into prompts and answers into tokens, for one tokenizer.</summary>
public sealed class PromptFormat
{
    private const string Slot = "{question}";
    private readonly PromptFormatOptions _options;

    /// <exception cref="SettingsException">The template has not exactly one {question}.</exception>
    /// <exception cref="CheckpointException">"chat" is asked and the tokenizer has no template.</exception>
    public PromptFormat(Tokenizer tokenizer, PromptFormatOptions options)
    {
        (Tokenizer, _options) = (tokenizer, options);
        if (options.Template == PromptFormatOptions.Chat)
        {
            tokenizer.RenderChat([new ChatTurn("user", "")], addGenerationPrompt: true);
            return;
        }
        if (options.Template.Split(Slot).Length != 2)
            throw new SettingsException($"prompt_format.template is '{options.Template}'; it needs {Slot} exactly once, or is '{PromptFormatOptions.Chat}'.");
    }

    public Tokenizer Tokenizer { get; }

    /// <summary>The prompt of a question. Where it would be too long, the question is cut token by token from its end.</summary>
    /// <exception cref="SettingsException">The frame alone is longer than the limit.</exception>
    public int[] EncodePrompt(string question)
    {
        var ids = Encode(question);
        if (ids.Length <= _options.MaxPromptTokens) return ids;
        var questionIds = Tokenizer.Encode(question, addSpecialTokens: false);
        var keep = questionIds.Length - (ids.Length - _options.MaxPromptTokens);
        while (keep > 0)
        {
            ids = Encode(Tokenizer.Decode(questionIds.Take(keep)).TrimEnd('\uFFFD'));
            if (ids.Length <= _options.MaxPromptTokens) return ids;
            keep -= Math.Max(1, ids.Length - _options.MaxPromptTokens);
        }
        ids = Encode("");
        return ids.Length <= _options.MaxPromptTokens
            ? ids
            : throw new SettingsException($"prompt_format.max_prompt_tokens is {_options.MaxPromptTokens}, and the template alone takes {ids.Length}: raise it.");
    }

    /// <summary>The answer's tokens, with end-of-text where it ended.</summary>
    public int[] EncodeAnswer(string answer, bool ended)
    {
        var ids = Tokenizer.Encode(answer, addSpecialTokens: false);
        return ended && Tokenizer.EosId is { } eos ? [.. ids, eos] : ids;
    }

    /// <summary>The text of an answer's tokens, special tokens and outer white space left out.</summary>
    public string DecodeAnswer(IEnumerable<int> ids) => Tokenizer.Decode(ids, skipSpecialTokens: true).Trim();

    private int[] Encode(string question) => _options.Template == PromptFormatOptions.Chat
        ? Tokenizer.Encode(Tokenizer.RenderChat([new ChatTurn("user", question)], addGenerationPrompt: true), addSpecialTokens: false)
        : Tokenizer.Encode(_options.Template.Replace(Slot, question), addSpecialTokens: true);
}
