using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A rule's weights and analysis in words, for an LLM that writes the questions.</summary>
internal static class AnalysisText
{
    private const int MostGroups = 12;
    private const double LeastEffect = -0.01;

    /// <param name="offset">Of <see cref="DomainQuotas.Of"/>.</param>
    public static string For(PromptWeights weights, int count, double offset)
    {
        var text = new StringBuilder("=== What was measured on all answers ===\n\nWrite as many questions for each domain as said here:\n");
        var quotas = DomainQuotas.Of([.. weights.Domains.Select(d => d.Share)], count, offset);
        foreach (var (domain, quota) in weights.Domains.Zip(quotas))
        {
            string?[] facts =
            [
                $"{Number(100 * domain.Share, "0.#")} % of all new questions",
                Fact("mean score ", domain.MeanReward),
                Fact("people's best answers score ", domain.Target),
                Fact("falls short by ", domain.Shortfall),
                Fact("scores of several answers to one question differ by ", domain.Spread),
                Fact("rose in training by ", domain.Progress),
            ];
            text.Append("\n- ").Append(domain.Domain).Append(": ").Append(quota).Append(quota == 1 ? " question (" : " questions (")
                .AppendJoin("; ", facts.Where(f => f is not null)).Append(')');
        }
        var low = weights.Groups.Where(g => g.Effect <= LeastEffect).Take(MostGroups).ToArray();
        if (low.Length > 0) text.Append("\n\nThese kinds of questions score lower than the rest of their domain. Ask more like them, none of them again:\n");
        foreach (var group in low)
            text.Append("\n- ").Append(group.Group).Append(" (lower by ").Append(Number(-group.Effect, "0.00")).Append("): ")
                .AppendJoin(" / ", group.Examples.Select(e => e.Trim()));
        return text.ToString();
    }

    private static string? Fact(string name, double? value) => value is { } number ? name + Number(number, "0.00") : null;

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
