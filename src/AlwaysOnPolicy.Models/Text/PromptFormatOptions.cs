using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>How a question becomes a prompt.</summary>
public sealed record PromptFormatOptions
{
    /// <summary>The word for the tokenizer's own chat template.</summary>
    public const string Chat = "chat";

    /// <summary>"chat" for the tokenizer's own template, in which a dialogue has its turns, else a text with {question} in it.</summary>
    public string Template { get; init => field = OptionNotNull.Check(value); } = Chat;

    /// <summary>The day that a chat template writes as today's (strftime_now), as 2026-03-05: it is fixed, so that a run repeats. The default is the day that
    /// Llama 3.1's and 3.2's templates name where they have no clock.</summary>
    public string Date { get; init => field = OptionNotNull.Check(value); } = ChatTemplate.UsualDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><see cref="Date"/>, read.</summary>
    /// <exception cref="SettingsException">It is no day.</exception>
    internal DateOnly Day() => DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day
        : throw new SettingsException($"prompt_format.date is '{Date}'; it must be a day as 2026-03-05.");

    /// <summary>Longest prompt in tokens, frame included. A longer dialogue loses its oldest turns; a question that is too long alone loses its end, so that
    /// the frame stays whole.</summary>
    /// <value>tokens</value>
    [Range(1, 1_000_000)] public int MaxPromptTokens { get; init => field = OptionRange.Check(this, value); } = 256;
}
