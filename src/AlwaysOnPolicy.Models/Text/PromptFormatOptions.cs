using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>How a question becomes a prompt.</summary>
public sealed record PromptFormatOptions
{
    public const string Chat = "chat";

    /// <summary>"chat" for the tokenizer's own template, in which a dialogue has its turns, else a text with {question} in it.</summary>
    public string Template { get; init; } = Chat;

    /// <summary>Longest prompt in tokens, frame included. A longer dialogue loses its oldest turns; a question that is too long alone loses its end, so that the frame stays whole.</summary>
    [Range(1, 1_000_000)] public int MaxPromptTokens { get; init; } = 256;
}
