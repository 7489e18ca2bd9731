using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Writes what sets kinds of runs apart: comparison.md with a row for each run and what the monitors said, and the figure as SVG and PNG.</summary>
public static class RunComparison
{
    /// <summary>Steps at the end over which a run's last values are means.</summary>
    private const int Last = 10;
    private const string Name = "comparison";

    /// <param name="replace">Whether another comparison in the folder may be replaced.</param>
    /// <returns>The full path of comparison.md.</returns>
    /// <exception cref="SettingsException">Another comparison is there, and is not to be replaced.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(string title, IReadOnlyList<ComparedRuns> groups, string folder, bool replace = false)
    {
        try
        {
            var figure = ComparisonFigure.Draw(Name, title, groups);
            var page = Path.GetFullPath(Path.Combine(folder, $"{Name}.md"));
            var text = Markdown(title, groups, figure);
            if (!replace && File.Exists(page) && File.ReadAllText(page) != text)
                throw new SettingsException($"'{page}' is there, with another comparison or other results of these runs. Name another folder with --out, or " +
                    "replace it with --force.");
            PlotFiles.Write([figure], folder);
            Durable.WriteText(page, text);
            return page;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }

    internal static string Markdown(string title, IReadOnlyList<ComparedRuns> groups, Plot figure)
    {
        var text = new StringBuilder($"# {MarkdownText.Cell(title)}\n\n{PlotFiles.Markdown([figure])}\n");
        text.Append($"Faint: single runs. Strong: their mean. Last values are means of the last {Last} steps.\n\n");
        text.Append(MarkdownText.Table(["runs", "run", "arm", "skipped", "highest ratio", "last value loss", "last policy loss", "last KL",
            "score, first step", "last score", "gold of SFT", "gold at the end"], 3,
            groups.SelectMany(g => g.Runs.SelectMany(r => Rows(g.Label, r)))));
        foreach (var group in groups)
        {
            var said = group.Runs.SelectMany((run, i) => run.Monitors.Select(m => m.Text).Distinct()
                .Select(text => $"- {Run(run, i)}: {MarkdownText.Cell(text)}\n")).ToArray();
            text.Append($"\n## What the monitors said of {MarkdownText.Cell(group.Label)}\n\n{(said.Length > 0 ? string.Concat(said) : "Nothing.\n")}");
        }
        return text.ToString();

        static IEnumerable<IReadOnlyList<string>> Rows(string label, ReportData run) => run.Training.GroupBy(t => t.Arm).Select(arm =>
        {
            var course = arm.OrderBy(t => t.Iteration).ThenBy(t => t.Step).ToArray();
            string Ending(Func<TrainingPoint, double> pick) => Numbers.Score(
                course.TakeLast(Last).Select(pick).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
            var gold = run.Arms.Where(a => a.Arm == arm.Key).MaxBy(a => a.Iteration)?.Gold;
            return (IReadOnlyList<string>)[label, Fact(run, "seed"), ArmNames.Display(arm.Key), $"{course.Sum(t => t.SkippedUpdates)} of " +
                $"{course.Sum(t => t.Updates)}",
                course.Max(t => t.Ratio).ToString("0.##", CultureInfo.InvariantCulture), Ending(t => t.ValueLoss), Ending(t => t.PolicyLoss), Ending(t => t.Kl),
                Numbers.Score(course[0].Reward), Ending(t => t.Reward), Numbers.Score(run.Arms.FirstOrDefault(a => a.Iteration == 0)?.Gold),
                    Numbers.Score(gold)];
        });
    }

    private static string Run(ReportData run, int index) => Fact(run, "seed") is { Length: > 0 } seed ? $"seed {seed}" : $"run {index + 1}";

    private static string Fact(ReportData run, string label) => run.Facts.FirstOrDefault(f => f.Label == label)?.Value ?? "";
}
