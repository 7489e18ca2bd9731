using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Tests;

/// <summary>Whoever copies C# out of a page must find that it compiles, each block as a program of its own, and does what the page says: a page's
/// programs run one after another in a folder that is empty at first, but for those marked "compiled", and print what the page shows. "…" there stands for
/// anything on its line.</summary>
public sealed class DocumentProgramsTests
{
    public static TheoryData<string> Pages => [.. AllPages().Where(p => Blocks(p).Any())];

    [Theory, MemberData(nameof(Pages))]
    public void Every_program_of_a_page_compiles(string page)
    {
        foreach (var block in Blocks(page)) CsharpProgram.Mistakes(block.Code).ShouldBeEmpty(block.Place);
    }

    public static TheoryData<string> PagesThatRun => [.. AllPages().Where(p => Blocks(p).Any(b => b.Runs))];

    [Theory, MemberData(nameof(PagesThatRun))]
    public async Task The_programs_of_a_page_run_and_print_what_it_shows(string page)
    {
        using var folder = new TemporaryFolder();
        foreach (var program in Blocks(page).Where(b => b.Runs))
        {
            var outcome = await CsharpProgram.RunAsync(program.Code, folder.Path);
            outcome.ExitCode.ShouldBe(0, $"{program.Place}\n{outcome.Output}\n{outcome.Error}");
            if (program.Shows is { } shows) Regex.IsMatch(Text(outcome.Output), Pattern(shows)).ShouldBeTrue($"{program.Place} prints\n{outcome.Output}");
        }
    }

    [Fact]
    public void What_a_program_prints_is_shown_only_where_it_runs() =>
        AllPages().SelectMany(Blocks).Where(b => b.Shows is not null && !b.Runs).Select(b => b.Place).ShouldBeEmpty();

    [Fact]
    public void Blocks_are_read_with_their_mark_and_what_they_print()
    {
        const string Page = "a\n```csharp compiled\nint x;\n```\n```csharp\nConsole.Write(1);\nvar y = 2;\n```\n\n```text\n1\n```\n";
        CsharpBlocks.Of("p.md", Page).ShouldBe([new("p.md:2", "int x;", false, null), new("p.md:5", "Console.Write(1);\nvar y = 2;", true, "1")]);
    }

    [Fact]
    public async Task A_wrong_program_has_mistakes_and_a_right_one_runs()
    {
        CsharpProgram.Mistakes("var x = NoSuchThing();").ShouldHaveSingleItem().ShouldContain("CS0103");
        using var folder = new TemporaryFolder();
        (await CsharpProgram.RunAsync("Console.Write(Path.GetFileName(Environment.CurrentDirectory));", folder.Path)).Output
            .ShouldBe(Path.GetFileName(folder.Path));
    }

    private static IEnumerable<string> AllPages() =>
        from folder in new[] { ".", "docs", "samples", "src", "packages" }
        from file in Directory.EnumerateFiles(Path.Combine(Goldens.RepositoryRoot, folder), "*.md",
            folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
        let page = Path.GetRelativePath(Goldens.RepositoryRoot, file).Replace('\\', '/')
        where !page.Contains("/bin/", StringComparison.Ordinal) && !page.Contains("/obj/", StringComparison.Ordinal)
        orderby page
        select page;

    private static IEnumerable<CsharpBlocks.Block> Blocks(string page) =>
        CsharpBlocks.Of(page, File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, page)));

    private static string Pattern(string shows) => $"^{Regex.Escape(Text(shows)).Replace("…", ".*", StringComparison.Ordinal)}$";

    private static string Text(string output) => output.ReplaceLineEndings("\n").TrimEnd();
}
