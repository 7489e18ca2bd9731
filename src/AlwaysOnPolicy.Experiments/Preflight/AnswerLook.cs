using System.Globalization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>How many of the answers that a model learns from are cut.</summary>
internal static class AnswerLook
{
    /// <param name="what">The answers, for the message: "demonstrations".</param>
    /// <param name="setting">What says how long an answer may be.</param>
    public static void Look(Findings findings, PromptFormat format, IReadOnlyList<string> answers, string what, int maxTokens, string setting)
    {
        var cut = answers.Count(a => format.EncodeAnswer(a, ended: true).Length > maxTokens);
        if (cut > 0)
            findings.Warn(string.Create(CultureInfo.InvariantCulture, $"{cut} of the {answers.Count} answers of the {what}, " +
                $"{100.0 * cut / answers.Count:0.#} %, are longer than {maxTokens} tokens ({setting}) and are cut: what is cut has no end, and a model that " +
                $"learns from it learns not to end."));
    }
}
