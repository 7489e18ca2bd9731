using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports;

/// <summary>The report in Markdown: its tables can go into a README as they are, its drawings lie beside it.</summary>
internal static class MarkdownReport
{
    public static string Render(ReportData data, ReportPlots plots)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        void Section(string title, string? caption = null, string level = "##")
        {
            Line();
            Line($"{level} {MarkdownText.Cell(title)}");
            Line();
            if (string.IsNullOrEmpty(caption)) return;
            Line(MarkdownText.Cell(caption.Trim()));
            Line();
        }
        void Figures(FigureTable table, string level = "##")
        {
            Section(table.Title, table.Caption, level);
            text.Append(table.Markdown());
            Line();
        }
        void Tables(IEnumerable<TextTable> tables) => text.Append(string.Join('\n', tables.Select(t => $"### {t.Title}\n\n{TablePage.Markdown(t)}")));
        void MeasuresSection()
        {
            if (data.Arms.Count == 0) return;
            Section("Iteration by iteration", Captions.Measures(data));
            text.Append(Measures(data));
            Line();
            Images(plots.Measures);
        }
        void Images(IEnumerable<Plot?> drawings) => text.Append(PlotFiles.Markdown([.. drawings.OfType<Plot>()]));

        Line($"# {MarkdownText.Cell(data.Title)}");
        Line();
        if (Verdict.Of(data) is { } verdict)
        {
            Line($"**{MarkdownText.Cell(verdict.Outcome)}** {MarkdownText.Cell(verdict.Next)}");
            Line();
        }
        if (data.Study is not null) MeasuresSection();
        if (data.Study is { Differences.Count: > 0 } compared) Figures(StudyTable.Of(compared));
        foreach (var headline in Headline.Of(data)) Line($"- **{MarkdownText.Cell(headline.About)}.** {MarkdownText.Cell(headline.Text)}");
        foreach (var matrix in PairMatrix.Of(data))
        {
            Section(matrix.Title, Captions.Pairs(matrix));
            text.Append(MarkdownText.Table(["row minus column", .. matrix.Arms.Select(ArmNames.Display)], 1,
                matrix.Arms.Select(row => (IReadOnlyList<string>)[ArmNames.Display(row), .. matrix.Arms.Select(column => matrix.Text(row, column))])));
        }
        if (data.Comparisons.Count + data.Further.Count > 0)
        {
            Section("Win rates", Captions.WinRates);
            text.Append(Comparisons([.. data.Comparisons, .. data.Further]));
            Line();
            Images([plots.Differences]);
            if (data.Weakest.Count > 0)
            {
                Section("Win rates in the weakest domains", Captions.Weakest(data));
                text.Append(Comparisons(data.Weakest));
                Line();
                Images([plots.WeakestDifferences]);
            }
            Section("As the tables of the paper count", Captions.PaperTables);
            foreach (var table in PaperTables.Of(data)) Figures(table, "###");
            foreach (var table in new[] { LengthTable.Of(data), PowerTable.Of(data) }.OfType<FigureTable>()) Figures(table);
        }
        if (RankingTable.Of(data) is { } ranking)
        {
            Figures(ranking);
            Images([plots.Ranking]);
        }
        if (data.Judges.Count > 0)
        {
            Section(JudgeSection.Title);
            Tables(JudgeTables.Of(data.Judges, data.JudgeAgreements));
        }
        foreach (var human in data.Human)
        {
            Section($"Human evaluation: {HumanTable.Pair(human)}", HumanTable.Caption);
            foreach (var table in HumanTable.Of(human)) Line($"{table.Title}:\n\n{MarkdownText.Table(table.Columns, 1, table.Rows)}");
        }
        if (data.Study is { } study)
        {
            Section("Seed by seed", Captions.Seeds);
            text.Append(MarkdownText.Table(["A", "B", "iteration", .. study.Seeds.Select(s => $"seed {s}"), "mean ± standard error", "95 % interval",
                "weakest domains", "95 % interval", "A ahead", "sign test p"], 2,
                study.Differences.Select(d => (IReadOnlyList<string>)[ArmNames.Display(d.A), ArmNames.Display(d.B), $"{d.Iteration}",
                    .. d.BySeed.Select(v => Numbers.SignedScore(v)),
                    $"{Numbers.SignedScore(d.Difference)} ± {Numbers.Score(d.StandardError)}", Numbers.SignedScore(d.Interval),
                    Numbers.SignedScore(d.Weakest?.Mean), Numbers.SignedScore(d.Weakest?.Interval), $"{d.Ahead} of {d.Ahead + d.Behind}",
                    Numbers.Plain(d.SignTestP, "0.000")])));
        }
        if (data.Study is null) MeasuresSection();
        if (data.Work.Count > 0)
        {
            Section("Quality and cost", Captions.Costs);
            foreach (var headline in data.HasManyPairs ? CostHeadline.Of(data) : [])
                Line($"- **{MarkdownText.Cell(headline.About)}.** {MarkdownText.Cell(headline.Text)}\n");
            var (columns, rows) = CostTable.Of(data);
            text.Append(MarkdownText.Table(columns, 1, rows.Select(r => (IReadOnlyList<string>)[ArmNames.Display(r.Arm), .. r.Cells])));
            Line();
            Images(plots.Costs);
        }
        if (plots.Training.Count > 0)
        {
            Section("Training curves", Captions.Training(data));
            Images([.. plots.Training, .. plots.MoreTraining]);
            Line();
            Line(Captions.Skipped(data));
        }
        if (data.Monitors.Count > 0 && data.Outcome is null)
        {
            Section(Captions.MonitorsTitle);
            foreach (var note in data.Monitors) Line($"- {MarkdownText.Cell(note.Iteration)}: {MarkdownText.Cell(note.Text)}");
        }
        if (plots.HeatMap is { } map)
        {
            Section("Reward by domain and iteration", Captions.HeatMap(data));
            text.Append(MarkdownText.Table(
                ["domain", .. map.Columns.Select(c => c.Iteration == 0 ? ArmNames.Display(c.Arm) : $"{ArmNames.Display(c.Arm)} {c.Iteration}")],
                1,
                map.Domains.Select(d => (IReadOnlyList<string>)[d, .. map.Columns.Select(c => map.Reward(d, c) is { } r ? Numbers.Plain(r, "0.00") : "–")])));
            Line();
            Images([plots.HeatMapDrawing]);
        }
        if (data.Audit is { } audit)
        {
            Section(AuditTables.Title, Captions.PromptMap(audit));
            Images([plots.PromptMap]);
            Line();
            Tables(AuditTables.Of(audit));
        }
        if (data.Elimination is { } elimination)
        {
            Section(EliminationTable.Title);
            Tables(EliminationTable.Of(elimination));
        }
        if (data.Samples.Count > 0)
        {
            Section(data.Outcome is null ? "Answers side by side" : "Answers before and after", Captions.Samples(data));
            string[] arms = [.. data.Samples[0].Answers.Select(a => a.Arm).OrderBy(ArmNames.Order)];
            text.Append(MarkdownText.Table(["question", .. arms.Select(ArmNames.Display)], arms.Length + 1,
                data.Samples.Select(s => (IReadOnlyList<string>)[s.Question,
                .. arms.Select(a => s.Answers.First(x => x.Arm == a)).Select(
                    x => x.Text + ((x.Gold ?? x.Reward) is { } score ? $" ({Numbers.Plain(score, "0.00")})" : ""))])));
        }

        Section("How it was made");
        foreach (var fact in data.Facts) Line($"- {MarkdownText.Cell(fact.Label)}: {MarkdownText.Cell(fact.Value)}");
        foreach (var sentence in Captions.Basis(data)) Line($"- {MarkdownText.Cell(sentence)}");
        foreach (var limit in Limits.Of(data)) Line($"- {MarkdownText.Cell(limit)}");
        foreach (var note in data.Notes.Distinct()) Line($"- {MarkdownText.Cell(note)}");
        foreach (var link in data.Links) Line($"- [{MarkdownText.Cell(link.Label)}]({link.Address})");
        if (data.Stages.Count == 0) return text.ToString();
        Line();
        text.Append(MarkdownText.Table(["stage", "runs", "seconds"], 1, data.Stages.GroupBy(s => s.Stage).OrderByDescending(g => g.Sum(s => s.Seconds))
            .Select(g => (IReadOnlyList<string>)[g.Key, $"{g.Count()}", Invariant($"{g.Sum(s => s.Seconds):0.0}")])));
        return text.ToString();
    }

    private static string Comparisons(IReadOnlyList<ComparisonRow> rows) => MarkdownText.Table(
        ["A", "B", "iteration", "A won", "95 % interval", "B won", "tied", "turned", "no verdict", "A − B, points", "95 % interval", "difference", "judged"], 2,
        rows.Select(c => (IReadOnlyList<string>)[ArmNames.Display(c.A), ArmNames.Display(c.B), $"{c.Iteration}", Numbers.Percent(c.AWinRate),
            Numbers.Percents(c.Interval),
            Numbers.Percent((double)c.BWins / c.Prompts), Numbers.Percent((double)c.Ties / c.Prompts),
            Numbers.Percent((double)c.Inconsistent / c.Prompts), $"{c.Failed}", Numbers.Points(c.NetWinRate),
                Numbers.Points(c.NetInterval),
            Headline.Word(c), $"{c.Prompts}"]));

    private static string Measures(ReportData data)
    {
        var gold = data.Arms.Any(a => a.Gold is not null);
        string[] columns = gold ? ["arm", "iteration", "gold", "95 % interval", "gold, weakest", "95 % interval", "probe reward", "95 % interval"]
            : ["arm", "iteration", "probe reward", "95 % interval"];
        return MarkdownText.Table(columns, 1, data.Arms.OrderBy(a => ArmNames.Order(a.Arm)).Select(a => (IReadOnlyList<string>)[
            ArmNames.Display(a.Arm), $"{a.Iteration}",
            .. gold ? [Numbers.Score(a.Gold), Numbers.Score(a.GoldInterval), Numbers.Score(a.GoldWeakest), Numbers.Score(a.GoldWeakestInterval)]
                : Array.Empty<string>(),
            Numbers.Score(a.ProbeReward), Numbers.Score(a.ProbeInterval)]));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
