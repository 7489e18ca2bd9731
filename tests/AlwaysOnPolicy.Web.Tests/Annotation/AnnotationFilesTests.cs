using System.Text.Json.Nodes;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Annotation.Formats;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

public sealed class AnnotationFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(AnnotationFormat.Jsonl, true)]
    [InlineData(AnnotationFormat.Csv, true)]
    [InlineData(AnnotationFormat.Potato, false)]
    public async Task What_goes_out_comes_back_the_same(AnnotationFormat format, bool skips)
    {
        var store = await RatedAsync("one");
        var place = Path.Combine(_folder.Path, "out");
        AnnotationFiles.Export(store, format, place);
        var other = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "two"), store.Settings, raters: 0);
        var outcome = AnnotationFiles.Import(other, format, place);
        outcome.Raters.ShouldBe(["rater-1", "rater-2"], ignoreOrder: true);

        // Potato knows no skipping; repeats and checks are no verdicts.
        var wanted = Verdicts(store).Where(v => skips || v.Preference != Preference.Failed).ToArray();
        Verdicts(other).Select(v => (v.Rater, v.Id, v.Preference)).ShouldBe(wanted.Select(v => (v.Rater, v.Id, v.Preference)), ignoreOrder: true);
        if (skips) Verdicts(other).Select(v => (v.Reason, v.Note)).ShouldBe(wanted.Select(v => (v.Reason, v.Note)), ignoreOrder: true);
        outcome.Added.ShouldBe(wanted.Length);

        AnnotationFiles.Import(other, format, place).ShouldBe(outcome with { Added = 0, Known = wanted.Length, Raters = [] }, new SameOutcome());
        Verdicts(other).Count().ShouldBe(wanted.Length);
    }

    [Fact]
    public async Task Potatos_task_names_nobody_and_shows_one_order_for_all()
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings(items: 30));
        var place = Path.Combine(_folder.Path, "potato");
        AnnotationFiles.Export(store, AnnotationFormat.Potato, place);
        var lines = File.ReadAllLines(Path.Combine(place, "data", "items.jsonl"));
        lines.Length.ShouldBe(30);
        var all = string.Concat(Directory.GetFiles(place, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        all.ShouldNotContain(SampleStudy.NameA);
        all.ShouldNotContain(SampleStudy.NameB);
        lines.Select(l => SampleStudy.IsA(JsonNode.Parse(l)!["responses"]![0]!.GetValue<string>())).Distinct().Count().ShouldBe(2);
        File.ReadAllText(Path.Combine(place, "config.yaml")).ShouldContain("annotation_type: pairwise");
    }

    [Fact]
    public async Task Potatos_records_within_records_are_read_too()
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings());
        AnnotationFiles.Export(store, AnnotationFormat.Potato, Path.Combine(_folder.Path, "potato"));
        var first = JsonNode.Parse(File.ReadAllLines(Path.Combine(_folder.Path, "potato", "data", "items.jsonl"))[0])!;
        var own = Directory.CreateDirectory(Path.Combine(_folder.Path, "potato", "annotation_output", "ann")).FullName;
        File.WriteAllText(Path.Combine(own, "user_state.json"),
            "{\"user_id\":\"ann\",\"instance_id_to_label_to_value\":{\"" + first["id"] +
            "\":{\"preference\":{\"selection\":\"B\"}},\"foreign\":{\"preference\":{\"selection\":\"A\"}}}}");
        AnnotationFiles.Import(store, AnnotationFormat.Potato, Path.Combine(_folder.Path, "potato")).Added.ShouldBe(1);
        var chosenIsA = SampleStudy.IsA(first["responses"]![1]!.GetValue<string>());
        store.Rated().Single().Preference.ShouldBe(chosenIsA ? Preference.A : Preference.B);
    }

    [Fact]
    public async Task Argillas_responses_are_mapped_back()
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "study"), SampleStudy.Settings(items: 12), raters: 0);
        var file = Path.Combine(_folder.Path, "records.json");
        AnnotationFiles.Export(store, AnnotationFormat.Argilla, file);
        var records = JsonNode.Parse(File.ReadAllText(file))!.AsArray();
        foreach (var record in records)   // a user who always takes answer A of the policy A, as Argilla's to_json would say it
            record!["responses"] = new JsonObject
            {
                ["preference"] = new JsonArray(new JsonObject
                {
                    ["value"] = SampleStudy.IsA(record["fields"]!["response_a"]!.GetValue<string>()) ? "A" : "B",
                    ["user_id"] = "5f1a7b1e-0000-4000-8000-000000000001",
                }),
            };
        File.WriteAllText(file, records.ToJsonString());
        AnnotationFiles.Import(store, AnnotationFormat.Argilla, file).Added.ShouldBe(12);
        store.Rated().ShouldAllBe(r => r.Preference == Preference.A && r.Rater == "5f1a7b1e-0000-4000-8000-000000000001");
    }

    [Fact]
    public async Task A_verdict_that_differs_from_what_is_there_is_refused_and_nothing_is_added()
    {
        var store = await RatedAsync("one");
        var file = Path.Combine(_folder.Path, "v.jsonl");
        var line = ExportLine.Of(store.Settings, store.Rated()).First(l => l is { Kind: "item", Verdict: "a" });
        File.WriteAllText(file, ExportLine.Jsonl([line with { Rater = "new" }, line with { Verdict = "b" }]));
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Jsonl, file)).Message.ShouldContain("differs");
        store.Raters().ShouldNotContain(r => r.Name == "new");
        File.WriteAllText(file, ExportLine.Jsonl([line with { Item = "elsewhere" }]));
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Jsonl, file)).Message.ShouldContain("elsewhere");
        File.WriteAllText(file, "{\n");
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Jsonl, file)).Message.ShouldContain("v.jsonl:1");
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Csv, Path.Combine(_folder.Path, "none.csv")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"item\": \"q0\", \"verdict\": \"a\"}")]
    [InlineData("{\"rater\": null, \"item\": \"q0\", \"verdict\": \"a\"}")]
    [InlineData("{\"rater\": \"../x\", \"item\": \"q0\", \"verdict\": \"a\"}", "'../x'")]
    [InlineData("{\"rater\": \"administrator\", \"item\": \"q0\", \"verdict\": \"a\"}", "'administrator'")]
    public async Task A_line_that_lacks_something_or_has_no_name_of_a_rater_is_refused(string line, string said = "v.jsonl:1")
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "one"), SampleStudy.Settings());
        var file = Path.Combine(_folder.Path, "v.jsonl");
        File.WriteAllText(file, line);
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Jsonl, file)).Message.ShouldContain(said);
        Should.Throw<DataException>(() => AnnotationFiles.Import(store, AnnotationFormat.Csv, file));
        store.Raters().Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_line_needs_rater_item_and_verdict_alone_in_both_formats()
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, "one"), SampleStudy.Settings());
        var file = Path.Combine(_folder.Path, "v");
        File.WriteAllText(file, """{"rater": "anna@example.org", "item": "q0", "verdict": "a"}""");
        AnnotationFiles.Import(store, AnnotationFormat.Jsonl, file).Added.ShouldBe(1);
        File.WriteAllText(file, "rater,item,verdict\nanna@example.org,q1,tie\n");
        AnnotationFiles.Import(store, AnnotationFormat.Csv, file).Added.ShouldBe(1);
        Verdicts(store).Select(v => (v.Id, v.Preference)).ShouldBe([("q0", Preference.A), ("q1", Preference.Tie)], ignoreOrder: true);
    }

    private static IEnumerable<RatedTask> Verdicts(AnnotationStore store) => store.Rated().Where(r => r.Kind == TaskKind.Item);

    /// <summary>Two of three raters have rated, with ties, skips, repeats, checks, and notes that a spreadsheet or a parser may trip over.</summary>
    private async Task<AnnotationStore> RatedAsync(string name)
    {
        var store = await SampleStudy.OpenAsync(Path.Combine(_folder.Path, name), SampleStudy.Settings(items: 12, checks: 2, repeats: 3));
        string?[] notes = [null, "=SUM(A1)", "a \"quoted\"\nline, with comma", "שלום", "'already"];
        using var writer = store.OpenWriter();
        foreach (var rater in new[] { 1, 2 })
            writer.Save([.. store.Tasks(rater).Select(t =>
            {
                var preference = (Preference)((t.Item + rater) % 4);
                return (new ChoiceEvent(rater, t.Position, $"key{t.Position}", Choices.Of(preference, t.BFirst),
                    preference == Preference.Failed ? "language" : null, notes[t.Item % notes.Length]), DateTimeOffset.UnixEpoch);
            })]);
        return store;
    }

    private sealed class SameOutcome : IEqualityComparer<ImportOutcome>
    {
        public bool Equals(ImportOutcome? x, ImportOutcome? y) => (x!.Added, x.Known, x.Raters.Count) == (y!.Added, y.Known, y.Raters.Count);

        public int GetHashCode(ImportOutcome obj) => obj.Added;
    }
}
