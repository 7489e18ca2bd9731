using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Messages that pages quote are the code's own.</summary>
public sealed partial class QuotedMessagesTests
{
    public static TheoryData<string, string> Quotes()
    {
        var quotes = new TheoryData<string, string>();
        foreach (var page in (string[])["troubleshooting.md", "when-ppo-fails.md"])
            foreach (var line in File.ReadLines(Path.Combine(Goldens.RepositoryRoot, "docs", page)).Where(l => l.StartsWith("> ", StringComparison.Ordinal)))
                quotes.Add(page, line[2..]);
        return quotes;
    }

    /// <summary>"…" stands for what is put into the message.</summary>
    [Theory]
    [MemberData(nameof(Quotes))]
    public void Stands_in_the_source(string page, string quote)
    {
        foreach (var part in quote.Split('…', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            s_source.Value.Contains(part, StringComparison.Ordinal).ShouldBeTrue($"docs/{page} quotes '{part}', which no message says");
    }

    [Fact]
    public void There_are_many() => Quotes().Count.ShouldBeGreaterThan(25);

    /// <summary>All source, with texts that go over several lines put together.</summary>
    private static readonly Lazy<string> s_source = new(() => Join().Replace(string.Concat(Directory
        .EnumerateFiles(Path.Combine(Goldens.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)), ""));

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Join();
}
