using AlwaysOnPolicy.Reports.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class GlossaryTests
{
    [Fact]
    public void The_page_of_the_glossary_is_what_the_reports_say() =>
        File.ReadAllText(Path.Combine(Goldens.RepositoryRoot, "docs", "glossary.md")).ReplaceLineEndings("\n")
            .ShouldBe(Glossary.ToMarkdown(), "docs/glossary.md is made by 'aop glossary --markdown > docs/glossary.md': make it anew.");

    [Fact]
    public void Words_stand_in_order_and_once()
    {
        string[] words = [.. Glossary.Terms.Select(t => t.Word)];
        words.ShouldBe(words.Distinct().Order(StringComparer.OrdinalIgnoreCase));
        new[] { "SFT", "Vanilla", "SOP", "AOP", "Probe", "Gold", "Nat", "Tau" }.Except(words).ShouldBeEmpty();
    }

    [Fact]
    public void Every_meaning_is_a_sentence() =>
        Glossary.Terms.Where(t => !t.Meaning.EndsWith('.') || t.Meaning.Length > 250).Select(t => t.Word).ShouldBeEmpty();
}
