using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>How a question becomes a prompt.</summary>
public sealed record PromptFormatOptions
{
    public const string Chat = "chat";

    /// <summary>"chat" for the tokenizer's own template with one user turn, else a text with {question} in it.</summary>
    public string Template { get; init; } = Chat;

    /// <summary>Longest prompt in tokens, frame included. A longer question loses tokens at its end, so that the frame stays whole.</summary>
    [Range(1, 1_000_000)] public int MaxPromptTokens { get; init; } = 256;
}
