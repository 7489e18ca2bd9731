using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Writes what sets kinds of runs apart: comparison.html and comparison.md with the same tables and what the monitors said, and the training curves as
/// SVG and PNG.</summary>
public static class RunComparison
{
    /// <summary>Steps at the end over which a run's last values are means.</summary>
    private const int Last = 10;
    private const string Name = "comparison";

    /// <summary>Writes what runs of several kinds came to, side by side.</summary>
    /// <param name="replace">Whether another comparison in the folder may be replaced.</param>
    /// <returns>The full path of comparison.md; comparison.html lies beside it.</returns>
    /// <exception cref="SettingsException">Two kinds have one label, or another comparison is there and is not to be replaced.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(string title, IReadOnlyList<ComparedRuns> groups, string folder, bool replace = false)
    {
        if (groups.GroupBy(g => g.Label, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new SettingsException($"Two kinds of runs are called '{twice}': give each a label of its own (label=folder).");
        try
        {
            Plot[] figures = groups.All(g => g.Courses().Any()) ? [ComparisonFigure.Draw(Name, $"{title}: training curves", groups)] : [];
            var page = Path.GetFullPath(Path.Combine(folder, $"{Name}.md"));
            var text = Markdown(title, groups, figures);
            if (!replace && File.Exists(page) && File.ReadAllText(page) != text)
                throw new SettingsException($"'{page}' is there, with another comparison or other results of these runs. Name another folder with --out, or " +
                    "replace it with --force.");
            PlotFiles.Write(figures, folder);
            Durable.WriteText(page, text);
            Durable.WriteText(Path.ChangeExtension(page, "html"), Html(title, groups, figures));
            return page;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }

    /// <summary>What came out, for the screen and above the tables: a sentence for every paired difference, or why there is none.</summary>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<ComparedRuns> groups) =>
    [
        .. RunDifferences.Of(groups).Select(d => $"{d.A} against {d.B}, {ArmNames.Display(d.Arm)} after iteration {d.Iteration}, {d.MeasureName}: " +
            $"{Numbers.SignedScore(d.Difference.Mean)} (95 % interval {Numbers.SignedScore(d.Difference.Interval)}) over {d.Difference.Count} {d.Unit}, " +
            $"corrected p {Numbers.P(d.HolmP)}: {(d.Told ? ComparisonTables.Word(d) : "no difference is shown")}."),
        .. ComparisonTables.Missing(groups) is { } why ? [why] : Array.Empty<string>(),
    ];

    internal static string Markdown(string title, IReadOnlyList<ComparedRuns> groups, IReadOnlyList<Plot> figures)
    {
        var text = new StringBuilder($"# {MarkdownText.Cell(title)}\n\n");
        foreach (var sentence in Sentences(groups)) text.Append($"- {MarkdownText.Cell(sentence)}\n");
        foreach (var table in ComparisonTables.Of(groups)) Add(table);
        if (figures.Count > 0) text.Append($"\n{PlotFiles.Markdown(figures)}");
        if (Training(groups) is { Rows.Count: > 0 } training) Add(training);
        foreach (var group in groups)
        {
            var said = Said(group).Select(s => $"- {MarkdownText.Cell(s)}\n").ToArray();
            text.Append($"\n## What the monitors said of {MarkdownText.Cell(group.Label)}\n\n{(said.Length > 0 ? string.Concat(said) : "Nothing.\n")}");
        }
        return text.ToString();

        void Add(FigureTable table) => text.Append($"\n## {MarkdownText.Cell(table.Title)}\n\n{MarkdownText.Cell(table.Caption)}\n\n{table.Markdown()}");
    }

    internal static string Html(string title, IReadOnlyList<ComparedRuns> groups, IReadOnlyList<Plot> figures)
    {
        var lead = new MarkupBuilder().Add($"<ul>");
        foreach (var sentence in Sentences(groups)) lead.Add($"<li>{sentence}</li>");
        var curves = new MarkupBuilder();
        foreach (var figure in figures) curves.Add(HtmlReport.Figure(figure));
        var monitors = new MarkupBuilder();
        foreach (var group in groups)
        {
            monitors.Add($"<h3>{group.Label}</h3><ul>");
            foreach (var said in Said(group).DefaultIfEmpty("Nothing.")) monitors.Add($"<li>{said}</li>");
            monitors.Add($"</ul>");
        }
        return ReportPage.Render(title, title, lead.Add($"</ul>"),
        [
            .. ComparisonTables.Of(groups).Append(Training(groups)).Where(t => t.Rows.Count > 0).Select((table, i) => new PageSection($"table-{i + 1}",
                table.Title, new MarkupBuilder().Add($"<p class=\"caption\">{table.Caption}</p>{FigureMarkup.Scroll(table)}"))),
            .. figures.Count > 0 ? [new PageSection("curves", "Training curves", curves)] : Array.Empty<PageSection>(),
            new("monitors", "What the monitors said", monitors),
        ]);
    }

    private static IEnumerable<string> Said(ComparedRuns group) => group.Runs.SelectMany((run, i) => run.Monitors.Select(m => m.Text).Distinct()
        .Select(text => $"{ComparedRuns.NameOf(run, i)}: {text}"));

    private static FigureTable Training(IReadOnlyList<ComparedRuns> groups) => new("Training, run by run",
        $"In the curves, faint: single runs; strong: their mean. Last values are means of the last {Last} steps.",
        ["runs", "run", "arm", "skipped", "highest ratio", "last value loss", "last policy loss", "last KL", "score, first step", "last score", "gold of SFT",
            "gold at the end"], 3, [.. groups.SelectMany(g => g.Runs.SelectMany(r => Rows(g.Label, r)))]);

    private static IEnumerable<IReadOnlyList<Figure>> Rows(string label, ReportData run) => run.Training.GroupBy(t => t.Arm).Select(arm =>
    {
        var course = arm.OrderBy(t => t.Iteration).ThenBy(t => t.Step).ToArray();
        string Ending(Func<TrainingPoint, double> pick) => Numbers.Score(
            course.TakeLast(Last).Select(pick).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
        return (IReadOnlyList<Figure>)[label, ComparedRuns.SeedOf(run), Figure.Of(arm.Key),
            $"{course.Sum(t => t.SkippedUpdates)} of {course.Sum(t => t.Updates)}", course.Max(t => t.Ratio).ToString("0.##", CultureInfo.InvariantCulture),
            Ending(t => t.ValueLoss), Ending(t => t.PolicyLoss), Ending(t => t.Kl), Numbers.Score(course[0].Reward), Ending(t => t.Reward),
            Numbers.Score(run.Arms.FirstOrDefault(a => a.Iteration == 0)?.Gold),
            Numbers.Score(run.Arms.Where(a => a.Arm == arm.Key).MaxBy(a => a.Iteration)?.Gold)];
    });
}
