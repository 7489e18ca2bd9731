using System.Globalization;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Many questions with every arm's answer and the verdicts on them, the largest disagreements first; a script searches them, and without one they are
/// all there.</summary>
internal static class AnswerSearch
{
    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        if (data.Answers.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<h3>Disagreements</h3><p class=\"caption\">{Captions.Disagreements(data)}</p>{Form(data)}");
        body.Add($"<details id=\"all\"><summary>{Numbers.Count(data.Answers.Count)} questions</summary><div id=\"searched\">");
        foreach (var row in data.Answers) body.Add(Article(row, colours));
        return body.Add($"</div><button type=\"button\" id=\"more\" hidden=\"hidden\">Show more</button></details>");
    }

    private static MarkupBuilder Form(ReportData data)
    {
        var form = new MarkupBuilder().Add($"<form id=\"search\" class=\"search\" hidden=\"hidden\" role=\"search\">" +
            $"<label>Text <input type=\"search\" name=\"text\"/></label>");
        string[] domains = [.. data.Answers.Select(a => a.Domain ?? "").Where(d => d.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        var verdicts = data.Answers.SelectMany(a => a.Verdicts).ToArray();
        var said = verdicts.Select(v => Key(v.A, v.B, v.Preference)).ToHashSet(StringComparer.Ordinal);
        var choices = verdicts.Select(v => (v.A, v.B)).Distinct().SelectMany(p => Said(p.A, p.B)).Where(c => said.Contains(c.Value));
        form.Add(Choice("Domain", "domain", domains.Select(d => (d, d)).Prepend(("", "any"))));
        form.Add(Choice("Verdict", "said", choices.Prepend(("", "any"))));
        form.Add(Choice("Order", "order", data.Answers.Any(a => a.RewardSpread is not null)
            ? [("listed", "largest disagreement"), ("against", "judge against reward"), ("spread", "reward difference")]
            : [("listed", "as drawn")]));
        return form.Add($"<output id=\"found\" aria-live=\"polite\"></output></form>");
    }

    /// <summary>What can be chosen of a pair: who won, or why nobody did.</summary>
    private static IEnumerable<(string Value, string Text)> Said(string a, string b)
    {
        var (first, second) = (ArmNames.Display(a), ArmNames.Display(b));
        yield return (Key(a, b, Preference.A), $"{first} over {second}");
        yield return (Key(a, b, Preference.B), $"{second} over {first}");
        yield return (Key(a, b, Preference.Tie), $"{first} and {second} tied");
        yield return (Key(a, b, Preference.Inconsistent), $"{first} and {second}: turned");
        yield return (Key(a, b, Preference.Failed), $"{first} and {second}: no verdict");
    }

    internal static MarkupBuilder Choice(string label, string name, IEnumerable<(string Value, string Text)> options)
    {
        var choice = new MarkupBuilder().Add($"<label>{label} <select name=\"{name}\">");
        foreach (var (value, text) in options) choice.Add($"<option value=\"{value}\">{text}</option>");
        return choice.Add($"</select></label>");
    }

    private static MarkupBuilder Article(AnsweredRow row, ArmColours colours)
    {
        var article = new MarkupBuilder().Add($"<article data-domain=\"{row.Domain}\" data-spread=\"{Number(row.RewardSpread ?? 0)}\" " +
            $"data-against=\"{Number(row.AgainstReward)}\" " +
            $"data-said=\"{string.Join('|', row.Verdicts.Select(v => Key(v.A, v.B, v.Preference)))}\">{SampleSection.Content(row.Domain, row.Question,
                row.Answers, colours)}");
        if (row.Verdicts.Count > 0) article.Add($"<p class=\"said\">Judge: {string.Join("; ", row.Verdicts.Select(Text))}.</p>");
        return article.Add($"</article>");
    }

    private static string Text(AnsweredVerdict v) => Said(v.A, v.B).Single(s => s.Value == Key(v.A, v.B, v.Preference)).Text;

    /// <summary>No arm's name can hold a bar, which parts the keys.</summary>
    private static string Key(string a, string b, Preference said) => $"{a} {b} {said}".Replace('|', ' ');

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
