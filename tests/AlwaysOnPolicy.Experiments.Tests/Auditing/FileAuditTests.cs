using AlwaysOnPolicy.Experiments.Auditing;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Auditing;

public sealed class FileAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DataSource Lines(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllLines(path, lines);
        return new() { Path = path, Format = DataFormat.Csv };
    }

    [Fact]
    public void Repeated_reworded_and_near_prompts_lengths_domains_and_held_out_ones_are_counted()
    {
        var file = Lines("p.csv", "domain,question", "law,Why is rent due?", "law,Why is rent due?", "law,why is RENT due",
            "vet,Is my old cat sleeping too much?",
            ",Where do volcanoes come from");
        var audit = FileAudit.Of(file, Lines("held.csv", "question", "is my old cat sleeping too much", "What is tax?"), SentenceEncoders.Words, default);
        audit.Encoder.ShouldBe(SentenceEncoders.Words);
        var set = audit.Sets.ShouldHaveSingleItem();
        set.Domains.Select(d => (d.Domain, d.Prompts)).ShouldBe([("law", 3), ("", 1), ("vet", 1)]);
        var figures = set.Figures;
        (figures.Prompts, figures.Repeated, figures.Reworded, figures.Near).ShouldBe((5, 1, 1, 3));
        (figures.FewestWords, figures.MedianWords, figures.MeanWords, figures.MostWords).ShouldBe((4, 4, 4.8, 7));   // 4, 4, 4, 7, 5
        figures.HeldOutNear.ShouldBe(1);
        figures.HeldOutCosine!.Value.ShouldBeInRange(0.2, 0.9);
        figures.Distinct1.ShouldBe((4 + 6 + 5) / 24.0);   // "is" comes twice
        figures.VendiScore.ShouldBeInRange(2, 3.2);
        figures.Map.Count.ShouldBe(5);
        audit.HeldOut.Count.ShouldBe(2);

        AuditPage.Write(audit, "Prompts", [], _folder.Path);
        File.ReadAllText(Path.Combine(_folder.Path, "audit.md")).ShouldContain("| p.csv | 5 | 1 | 1 | 3 |");
        File.ReadAllText(Path.Combine(_folder.Path, "index.html")).ShouldContain("Likeness and diversity");
        File.Exists(Path.Combine(_folder.Path, "plots", "prompt-map.svg")).ShouldBeTrue();
    }

    [Fact]
    public void A_single_prompt_and_a_row_without_one_are_errors_that_name_the_file()
    {
        Should.Throw<DataException>(() => FileAudit.Of(Lines("one.csv", "question", "why?"), null, SentenceEncoders.Words, default))
            .Message.ShouldContain("one.csv' holds one prompt;");
        Should.Throw<DataException>(() => FileAudit.Of(Lines("odd.csv", "prompt", "why?"), null, SentenceEncoders.Words, default))
            .Message.ShouldContain("odd.csv:2: column 'question' is missing");
    }
}
