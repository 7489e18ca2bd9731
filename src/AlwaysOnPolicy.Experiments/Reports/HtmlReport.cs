using System.Net;
using System.Text;

namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>The report as one self-contained page: no script, nothing fetched, light and dark.</summary>
internal static class HtmlReport
{
    public static string Render(ReportData data)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Append($"<title>{E(data.Title)}</title><style>{Style}</style></head><body><main><h1>{E(data.Title)}</h1>");
        html.Append("<dl class=\"facts\">");
        foreach (var f in data.Facts) html.Append($"<div><dt>{E(f.Label)}</dt><dd>{E(f.Value)}</dd></div>");
        html.Append("</dl>");
        Comparisons(html, "Win rates", "All test questions. Each bar: won, tied, lost. A rate is wins over all judged records; ties and failed verdicts count for neither.", data.Comparisons);
        if (data.Weakest.Count > 0) Comparisons(html, "Win rates in the weakest domains", "Only test questions of the domains with the worst demonstrations.", data.Weakest);
        Study(html, data.Study);
        Arms(html, data);
        Training(html, data);
        HeatMap(html, data);
        Models(html, data);
        Samples(html, data);
        Notes(html, data);
        return html.Append("</main></body></html>\n").ToString();
    }

    private static void Comparisons(StringBuilder html, string title, string caption, IReadOnlyList<ComparisonRow> rows)
    {
        html.Append($"<section><h2>{title}</h2><p class=\"caption\">{caption}</p>");
        if (rows.Count == 0) html.Append("<p>Nothing was compared: the run has only one arm.</p>");
        else
        {
            html.Append("<div class=\"scroll\"><table><thead><tr><th>A</th><th>B</th><th class=\"n\">iteration</th><th class=\"bar\">A won · tied · B won</th><th class=\"n\">A wins</th>" +
                "<th class=\"n\">95 % interval</th><th class=\"n\">B wins</th><th class=\"n\">ties</th><th class=\"n\">failed</th><th class=\"n\">A − B</th></tr></thead><tbody>");
            foreach (var c in rows)
            {
                double Share(int n) => 100.0 * n / c.Prompts;
                html.Append($"<tr><td class=\"{c.A}\">{c.A}</td><td class=\"{c.B}\">{c.B}</td><td class=\"n\">{c.Iteration}</td>" +
                    $"<td class=\"bar\"><span class=\"stack\"><i class=\"won\" style=\"width:{Share(c.AWins):0.##}%\"></i><i class=\"tied\" style=\"width:{Share(c.Ties + c.Failed):0.##}%\"></i>" +
                    $"<i class=\"lost\" style=\"width:{Share(c.BWins):0.##}%\"></i></span></td>" +
                    $"<td class=\"n\">{100 * c.AWinRate:0.0} %</td><td class=\"n\">{100 * c.Interval.Low:0.0}–{100 * c.Interval.High:0.0}</td><td class=\"n\">{Share(c.BWins):0.0} %</td>" +
                    $"<td class=\"n\">{Share(c.Ties):0.0} %</td><td class=\"n\">{c.Failed}</td><td class=\"n\">{100 * c.NetWinRate:+0.0;−0.0;0.0}</td></tr>");
            }
            html.Append("</tbody></table></div><ul class=\"plain\">");
            foreach (var c in rows) html.Append($"<li>{E(Sentences.Of(c))}</li>");
            html.Append("</ul>");
        }
        html.Append("</section>");
    }

    private static void Study(StringBuilder html, StudyData? study)
    {
        if (study is null) return;
        html.Append($"<section><h2>Over {study.Seeds.Count} seeds</h2><p class=\"caption\">Mean gold score ± standard error over the seeds; the sign test counts in how many seeds A is ahead.</p>");
        html.Append("<div class=\"scroll\"><table><thead><tr><th>arm</th><th class=\"n\">iteration</th><th class=\"n\">gold</th><th class=\"n\">weakest domains</th></tr></thead><tbody>");
        foreach (var a in study.Arms)
            html.Append($"<tr><td class=\"{a.Arm}\">{a.Arm}</td><td class=\"n\">{a.Iteration}</td><td class=\"n\">{a.Gold:0.000} ± {a.StandardError:0.000}</td><td class=\"n\">{a.GoldWeakest:0.000}</td></tr>");
        html.Append("</tbody></table></div><div class=\"scroll\"><table><thead><tr><th>A</th><th>B</th><th class=\"n\">iteration</th><th class=\"n\">A − B</th><th class=\"n\">ahead</th><th class=\"n\">sign test p</th></tr></thead><tbody>");
        foreach (var d in study.Differences)
            html.Append($"<tr><td class=\"{d.A}\">{d.A}</td><td class=\"{d.B}\">{d.B}</td><td class=\"n\">{d.Iteration}</td><td class=\"n\">{d.Difference:+0.000;−0.000;0.000} ± {d.StandardError:0.000}</td>" +
                $"<td class=\"n\">{d.Ahead} of {d.Ahead + d.Behind}</td><td class=\"n\">{d.SignTestP:0.###}</td></tr>");
        html.Append("</tbody></table></div></section>");
    }

    private static void Arms(StringBuilder html, ReportData data)
    {
        if (data.Arms.Count == 0) return;
        var gold = data.Arms.Any(a => a.Gold is not null);
        html.Append("<section><h2>The arms, iteration by iteration</h2><p class=\"caption\">SFT is iteration 0. Probe reward: mean score of the reward model on the held-out questions, with its 95 % interval by question." +
            (gold ? " Gold: the world's true score on the test questions." : "") + "</p><div class=\"scroll\"><table><thead><tr><th>arm</th><th class=\"n\">iteration</th><th class=\"n\">probe reward</th><th class=\"n\">95 % interval</th>" +
            (gold ? "<th class=\"n\">gold</th><th class=\"n\">gold, weakest domains</th>" : "") + "</tr></thead><tbody>");
        foreach (var a in data.Arms)
            html.Append($"<tr><td class=\"{a.Arm}\">{a.Arm}</td><td class=\"n\">{a.Iteration}</td><td class=\"n\">{a.ProbeReward:0.000}</td><td class=\"n\">{(a.ProbeInterval is { } i ? $"{i.Low:0.000} to {i.High:0.000}" : "")}</td>" +
                (gold ? $"<td class=\"n\">{a.Gold:0.000}</td><td class=\"n\">{a.GoldWeakest:0.000}</td>" : "") + "</tr>");
        html.Append("</tbody></table></div></section>");
    }

    private static void Training(StringBuilder html, ReportData data)
    {
        if (data.Training.Count == 0) return;
        var arms = data.Training.GroupBy(t => t.Arm).ToArray();
        html.Append("<section><h2>Training</h2><p class=\"caption\">PPO step by step, the iterations one after the other. A ratio far above 1 or skipped mini-batches mean that the policy moved too far at once.</p><p class=\"legend\">");
        foreach (var arm in arms) html.Append($"<span class=\"{arm.Key}\">■ {arm.Key}</span> ");
        html.Append("</p><div class=\"charts\">");
        void Chart(string title, Func<TrainingPoint, double> pick) => html.Append(LineChart.Render(title, [.. arms.Select(a => (a.Key, a.Select(pick).ToArray()))]));
        Chart("value loss", t => t.ValueLoss);
        Chart("policy loss", t => t.PolicyLoss);
        Chart("KL to the SFT policy, nats a sequence", t => t.Kl);
        Chart("probability ratio", t => t.Ratio);
        Chart("mean reward of the rollouts", t => t.Reward);
        html.Append("</div>");
        var skipped = data.Training.Sum(t => t.SkippedUpdates);
        html.Append($"<p>{(skipped == 0 ? "No mini-batch was skipped." : $"{skipped} mini-batches were skipped.")}</p></section>");
    }

    private static void HeatMap(StringBuilder html, ReportData data)
    {
        if (data.DomainRewards.Count == 0) return;
        var columns = data.DomainRewards.Select(r => (r.Arm, r.Iteration)).Distinct().ToArray();
        var cells = data.DomainRewards.ToDictionary(r => (r.Domain, r.Arm, r.Iteration), r => r.Reward);
        var (low, high) = (data.DomainRewards.Min(r => r.Reward), data.DomainRewards.Max(r => r.Reward));
        html.Append("<section><h2>Reward by domain</h2><p class=\"caption\">Mean reward of the probe answers. Darker is higher; a row that stays pale is a domain that training does not reach.</p>");
        html.Append("<div class=\"scroll\"><table class=\"heat\"><thead><tr><th>domain</th>");
        foreach (var (arm, iteration) in columns) html.Append($"<th class=\"n {arm}\">{arm} {iteration}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var domain in data.DomainRewards.Select(r => r.Domain).Distinct().Order(StringComparer.Ordinal))
        {
            html.Append($"<tr><td>{E(domain)}</td>");
            foreach (var (arm, iteration) in columns)
            {
                var value = cells[(domain, arm, iteration)];
                var share = high > low ? (value - low) / (high - low) : 0;
                html.Append($"<td class=\"n\" style=\"background:rgb(56 132 120/{0.05 + (0.6 * share):0.00})\">{value:0.00}</td>");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody></table></div></section>");
    }

    private static void Models(StringBuilder html, ReportData data)
    {
        html.Append("<section><h2>Before the arms</h2>");
        if (data.SftValidationLoss.Count > 1)
            html.Append($"<p>Validation loss of the fine-tuning: {string.Join(" → ", data.SftValidationLoss.Select(l => l.ToString("0.000")))} nats a token; " +
                (data.SftValidationLoss[^1] < data.SftValidationLoss[0] ? "it fell." : "it did not fall.") + "</p>");
        if (data.RewardModel is { } r)
            html.Append($"<p>Reward model: right on {r.Right} of {r.Total} held-out pairs, {100 * r.Accuracy:0.0} % (95 % interval {100 * r.Interval.Low:0.0}–{100 * r.Interval.High:0.0}); " +
                (r.Interval.Low > 0.5 ? "above chance." : "not shown to be above chance.") + "</p>");
        html.Append("</section>");
    }

    private static void Samples(StringBuilder html, ReportData data)
    {
        if (data.Samples.Count == 0) return;
        html.Append("<section><h2>Answers side by side</h2><p class=\"caption\">Of the policies after the last iteration, drawn with the same random numbers.</p>");
        foreach (var s in data.Samples)
        {
            html.Append($"<article><h3>{(s.Domain is null ? "" : $"<small>{E(s.Domain)}</small> ")}{E(s.Question)}</h3><div class=\"answers\">");
            foreach (var a in s.Answers)
                html.Append($"<div><b class=\"{a.Arm}\">{a.Arm}</b>{(a.Gold is { } g ? $" <small>gold {g:0.00}</small>" : "")}<p>{E(a.Text)}</p></div>");
            html.Append("</div></article>");
        }
        html.Append("</section>");
    }

    private static void Notes(StringBuilder html, ReportData data)
    {
        if (data.Notes.Count > 0)
        {
            html.Append("<section><h2>Notes</h2><ul>");
            foreach (var n in data.Notes.Distinct()) html.Append($"<li>{E(n)}</li>");
            html.Append("</ul></section>");
        }
        if (data.Stages.Count == 0) return;
        html.Append($"<section><details><summary>Stages and their times ({data.Stages.Sum(s => s.Seconds):0} s of work)</summary><table><tbody>");
        foreach (var s in data.Stages) html.Append($"<tr><td>{E(s.Stage)}</td><td>{E(s.Label)}</td><td class=\"n\">{s.Seconds:0.0} s</td></tr>");
        html.Append("</tbody></table></details></section>");
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root{color-scheme:light dark;--ink:#1d2329;--dim:#5c6670;--line:#dfe3e7;--page:#fff;--card:#f7f8f9;--aop:#1f7a6c;--sop:#b0672a;--vanilla:#5a6fb0;--sft:#777}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--dim:#9aa4ad;--line:#343b42;--page:#15191d;--card:#1d2227;--aop:#5bc4b2;--sop:#e0a468;--vanilla:#95a8ea;--sft:#aaa}}
        body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1060px;margin:0 auto;padding:24px 20px 60px}h1{font-size:1.9rem;margin:.2em 0 .6em}h2{font-size:1.25rem;margin:2em 0 .2em}h3{font-size:1rem;margin:0 0 .5em}
        .caption,small{color:var(--dim)}.caption{margin:.2em 0 .8em;max-width:75ch}.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:0}
        .facts div{background:var(--card);border-radius:8px;padding:8px 12px}dt{color:var(--dim);font-size:.8rem}dd{margin:0;overflow-wrap:anywhere}
        .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem;width:100%}th,td{padding:5px 9px;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
        th{color:var(--dim);font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}td.bar,th.bar{min-width:150px}.stack{display:flex;height:14px;border-radius:4px;overflow:hidden;background:var(--line)}
        .stack i{display:block}.won{background:var(--aop)}.tied{background:var(--line)}.lost{background:var(--sop)}.plain{padding-left:1.1em;color:var(--dim);font-size:.92rem}
        td.aop,.legend .aop,b.aop,th.aop{color:var(--aop)}td.sop,.legend .sop,b.sop,th.sop{color:var(--sop)}td.vanilla,.legend .vanilla,b.vanilla,th.vanilla{color:var(--vanilla)}b.sft,th.sft{color:var(--sft)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:14px}.charts svg{background:var(--card);border-radius:8px;width:100%;height:auto}
        .chart-title{font-size:13px;fill:var(--ink)}.tick{font-size:11px;fill:var(--dim)}.grid{stroke:var(--line)}.line{fill:none;stroke-width:1.6;stroke:var(--sft)}.line.aop{stroke:var(--aop)}.line.sop{stroke:var(--sop)}.line.vanilla{stroke:var(--vanilla)}
        .heat td.n{font-size:.85rem}article{background:var(--card);border-radius:8px;padding:12px 14px;margin:10px 0}.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px}.answers p{margin:.2em 0;overflow-wrap:anywhere}
        details table{margin-top:8px}summary{cursor:pointer}
        """;
}
