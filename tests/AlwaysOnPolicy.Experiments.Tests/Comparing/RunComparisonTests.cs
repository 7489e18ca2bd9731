using System.Globalization;
using System.Xml.Linq;
using AlwaysOnPolicy.Experiments.Comparing;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Tests;
using AlwaysOnPolicy.Tests;
using SkiaSharp;

namespace AlwaysOnPolicy.Experiments.Tests.Comparing;

public sealed class RunComparisonTests
{
    private const string Warning = "PPO step 3: Skipped: 2 mini-batches had a mean probability ratio above ppo.ratio_threshold (10).";

    private static readonly ReportData s_calm = SampleReport.Full with
    {
        Training = [
        .. SampleReport.Full.Training.Where(t => t.Arm == "aop").Select(t => t with { SkippedUpdates = 0 })]
    };

    private static readonly ReportData s_wild = s_calm with
    {
        Training = [.. s_calm.Training.Select(t => t with { Ratio = t.Step == 4 ? 1e5 : double.NaN, SkippedUpdates = t.Step == 4 ? 3 : 0 })],
        Monitors = [new("AOP 1", Warning), new("AOP 2", Warning)],
        Notes = ["A note about something else."],
    };

    [Fact]
    public void Finished_runs_are_read_from_their_folders_and_set_side_by_side()
    {
        using var place = new TemporaryFolder();
        string Folder(string name) => Path.Combine(place.Path, name);
        ReportWriter.Write(s_wild, Path.Combine(Folder("a"), "report"));
        ReportWriter.Write(s_calm, Path.Combine(Folder("b"), "report"));
        ReportWriter.Write(s_calm with { Facts = [new("seed", "2")] }, Folder("c"));

        var page = RunComparison.Write("Wild and calm", [ComparedRuns.Parse($"wild={Folder("a")}"), ComparedRuns.Parse($"calm={Folder("b")},{Folder("c")}")],
            Folder("out"));

        var text = File.ReadAllText(page);
        text.ShouldContain("| wild | 1 | AOP | 6 of 80 | 100000 |");
        text.ShouldContain("| calm | 1 | AOP | 0 of 80 | 1 |");
        text.ShouldContain("| calm | 2 | AOP | 0 of 80 | 1 |");
        text.ShouldContain("## What the monitors said of wild\n\n- seed 1: PPO step 3: Skipped");
        text.ShouldContain("## What the monitors said of calm\n\nNothing.");
        text.ShouldNotContain("A note about something else");
        text.Split("PPO step 3").Length.ShouldBe(2, "said once");
        File.Exists(Path.Combine(Folder("out"), "plots", "comparison.svg")).ShouldBeTrue();
        File.Exists(Path.Combine(Folder("out"), "plots", "comparison.png")).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_alone_is_called_by_its_name_and_one_of_several_seeds_gives_its_runs()
    {
        using var place = new TemporaryFolder();
        foreach (var seed in new[] { 10, 9 })
            ReportWriter.Write(s_calm with { Facts = [new("seed", $"{seed}")], Training = [] }, Path.Combine(place.Path, "study", $"seed-{seed}", "report"));
        var runs = ComparedRuns.Parse(Path.Combine(place.Path, "study"));
        runs.Label.ShouldBe("study");
        runs.Runs.Select(ComparedRuns.SeedOf).ShouldBe(["9", "10"]);
        var page = RunComparison.Write("No curves", [runs], Path.Combine(place.Path, "out"));
        File.ReadAllText(page).ShouldContain("| study | seed 9 | AOP | SOP | 2 |");
        File.Exists(Path.ChangeExtension(page, "html")).ShouldBeTrue();
        Directory.Exists(Path.Combine(place.Path, "out", "plots")).ShouldBeTrue();
    }

    [Fact]
    public void The_figure_has_six_panels_with_a_faint_line_a_run_and_a_strong_one_a_kind()
    {
        var figure = ComparisonFigure.Draw("f", "Wild and calm", [new("wild", [s_wild]), new("calm", [s_calm, s_calm])]);
        var panels = XDocument.Parse(figure.Standalone()).Root!.Elements().Where(e => e.Name.LocalName == "g").ToArray();
        panels.Length.ShouldBe(6);
        foreach (var panel in panels)
        {
            var lines = panel.Elements().Where(e => e.Name.LocalName == "polyline").ToArray();
            lines.Select(l => l.Attribute("class")!.Value).ShouldBe(["raw s1", "raw s2", "raw s2", "line s1", "line s2"]);
            foreach (var number in lines.SelectMany(l => l.Attribute("points")!.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)))
                double.Parse(number, CultureInfo.InvariantCulture).ShouldBeInRange(0, 380);
        }
        using var image = SKBitmap.Decode(PlotImage.Png(figure));
        foreach (var colour in new[] { Palette.Light.Sop, Palette.Light.Aop })   // of the first and the second kind
            Enumerable.Range(0, image.Height - 800).ShouldContain(y => Enumerable.Range(0, image.Width)
                .Any(x => image.GetPixel(x, y + 800) == SKColor.Parse(colour)), "in the lowest panels");
    }

    [Fact]
    public void Long_names_go_on_in_a_new_line_of_the_legend()
    {
        var name = new string('w', 50);
        var figure = ComparisonFigure.Draw("f", "Many", [.. Enumerable.Range(0, 4).Select(_ => new ComparedRuns(name, [s_calm]))]);
        var names = XDocument.Parse(figure.Standalone()).Root!.Elements()
            .Where(e => e.Attribute("class")?.Value.StartsWith("arm ", StringComparison.Ordinal) == true).ToArray();
        names.Select(e => (int)e.Attribute("y")!).ShouldBe([40, 60, 80, 100]);
        names.ShouldAllBe(e => (int)e.Attribute("x")! == 35);
        figure.Height.ShouldBe(ComparisonFigure.Draw("f", "One", [new("calm", [s_calm])]).Height + 60);
    }

    [Fact]
    public void Runs_of_one_seed_are_no_two_seeds()
    {
        using var place = new TemporaryFolder();
        string Run(string name, string seed)
        {
            ReportWriter.Write(s_calm with { Facts = [new("seed", seed)] }, Path.Combine(place.Path, name));
            return Path.Combine(place.Path, name);
        }
        var (first, again, other) = (Run("first", "3"), Run("again", "3"), Run("other", "4"));
        Should.Throw<SettingsException>(() => ComparedRuns.Parse($"calm={first},{again}")).Message.ShouldContain("two runs of seed 3");
        Should.Throw<SettingsException>(() => ComparedRuns.Parse($"{first},{first}")).Message.ShouldContain("'first' has two runs");
        ComparedRuns.Parse($"calm={first},{other}").Runs.Count.ShouldBe(2);
    }

    [Fact]
    public void A_folder_may_have_an_equals_sign_in_its_name()
    {
        using var place = new TemporaryFolder();
        var folder = Path.Combine(place.Path, "rate=0.1");
        ReportWriter.Write(s_calm, folder);
        ComparedRuns.Parse(folder).Label.ShouldBe("rate=0.1");
        ComparedRuns.Parse($"slow={folder}").Label.ShouldBe("slow");
    }

    [Fact]
    public void Kinds_of_one_label_are_refused()
    {
        using var place = new TemporaryFolder();
        Should.Throw<SettingsException>(() => RunComparison.Write("t", [new("same", [s_calm]), new("same", [s_wild])], place.Path)).Message
            .ShouldContain("'same'");
        Directory.EnumerateFileSystemEntries(place.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("=runs/a")]
    [InlineData("a=")]
    public void A_kind_of_runs_without_label_or_folder_is_refused(string text) =>
        Should.Throw<SettingsException>(() => ComparedRuns.Parse(text)).Message.ShouldContain("label=folder");

    [Fact]
    public void A_folder_without_curves_is_refused()
    {
        using var place = new TemporaryFolder();
        Should.Throw<DataException>(() => ComparedRuns.Parse($"a={place.Path}")).Message.ShouldContain("holds no report.json");
        ReportWriter.Write(SampleReport.Empty, place.Path);
        Should.Throw<DataException>(() => ComparedRuns.Parse($"a={place.Path}")).Message.ShouldContain("neither arms nor training curves");
        File.WriteAllText(Path.Combine(place.Path, "report.json"), "{");
        Should.Throw<DataException>(() => ComparedRuns.Parse($"a={place.Path}")).Message.ShouldContain("cannot be read");
    }
}
