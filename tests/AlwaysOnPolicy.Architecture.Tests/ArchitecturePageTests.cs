using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Architecture.Tests;

public sealed partial class ArchitecturePageTests
{
    [Fact]
    public void Every_type_that_the_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "ARCHITECTURE.md"));
        var named = TypeName().Matches(page).Select(m => m.Groups[1].Value).Distinct().ToArray();
        named.Length.ShouldBeGreaterThan(10);

        var existing = LayeringTests.ProjectNames.SelectMany(p => LayeringTests.Load(p).GetTypes()).Select(t => t.Name.Split('`')[0]).ToHashSet();
        named.Except(existing).ShouldBeEmpty();
    }

    /// <summary>A file without a folder of its own lies in the folder of the one before it in its row.</summary>
    [Fact]
    public void Every_file_that_the_trace_names_exists()
    {
        var named = 0;
        foreach (var row in File.ReadLines(Path.Combine(Goldens.RepositoryRoot, "docs", "trace.md")).Where(l => l.StartsWith('|')))
        {
            var folder = "";
            foreach (var file in FileName().Matches(row.Split('|')[1]).Select(m => m.Groups[1].Value))
            {
                folder = file.Contains('/') ? Path.GetDirectoryName(file)! : folder;
                File.Exists(Path.Combine(Goldens.RepositoryRoot, "src", $"AlwaysOnPolicy.{folder}", Path.GetFileName(file))).ShouldBeTrue($"{file} in: {row}");
                named++;
            }
        }
        named.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void The_trace_counts_its_files()
    {
        var page = File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "docs", "trace.md"));
        int Files(string from, string to) => page[page.IndexOf(from, StringComparison.Ordinal)..page.IndexOf(to, StringComparison.Ordinal)].Split('\n')
            .Where(l => l.StartsWith('|')).Sum(l => FileName().Count(l.Split('|')[1]));
        const int model = 1;
        page.ShouldContain($"\n{Files("## The engine", "## Counted") + model} files in the engine and the four stations (the model as one), and " +
            $"{Files("## The plan", "## The engine")} of the plan;");
    }

    [GeneratedRegex(@"`([A-Za-z/]+\.cs)`")]
    private static partial Regex FileName();

    [GeneratedRegex("`(?!AlwaysOnPolicy[.`])([A-Z][a-z]+(?:[A-Z][a-z0-9]*)+|Seeds)(?:\\.[A-Za-z]+)?`")]
    private static partial Regex TypeName();
}
