using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

public sealed class DataCheckTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Sets_are_counted_measured_and_compared()
    {
        IDataRow[] questions = [new QuestionRow("q1", "a", "Why?"), new QuestionRow("q2", "b", "why"), new QuestionRow("q3", "b", "How long is it?", "post")];
        IDataRow[] pairs = [new PairRow("p1", null, "What?", "long", "no"), new PairRow("p2", null, "Otherwise?", "a", "bcd", "post"),
            new PairRow("p3", null, "WHY", "x", "y")];
        var check = DataCheck.Of([("one", questions), ("two", pairs), ("three", [new DemonstrationRow("d", "Else?", "12345")])], ["note"]);

        check.Sets[0].ShouldBe(new SetSummary("one", 3, 2, 1, new TextLengths(3, 4, 15, 15), null, null));
        check.Sets[1].ShouldBe(new SetSummary("two", 3, 0, 0, new TextLengths(3, 5, 10, 10), new TextLengths(1, 1, 4, 4), 1.0 / 3));
        check.Sets[2].Answer.ShouldBe(new TextLengths(5, 5, 5, 5));
        var overlap = check.Overlaps.ShouldHaveSingleItem();
        (overlap.A, overlap.B, overlap.Rows).ShouldBe(("one", "two", 2));
        overlap.Examples.ShouldBe(["p2", "p3"]);
    }

    [Theory]
    [InlineData(57, 60, true)]
    [InlineData(14, 20, false)]
    [InlineData(4, 4, false)]   // so few tell nothing
    public void Pairs_in_which_the_longer_answer_nearly_always_wins_are_told(int longer, int all, bool told)
    {
        PairRow[] pairs = [.. Enumerable.Range(0, all).Select(i => new PairRow($"{i}", null, $"q{i}", i < longer ? "long answer" : "no", "yes!"))];
        var said = DataCheck.Of([("pairs.csv", pairs)], []).Warnings;
        said.Count.ShouldBe(told ? 1 : 0);
        if (told) said[0].ShouldStartWith("pairs.csv: The preferred answer is the longer one in 95.0 % of the 60 pairs (95 %: 86.3 to 98.3): length alone ");
    }

    private ExperimentSettings Experiment()
    {
        _files.Add("dolly.jsonl", [.. Enumerable.Range(0, 10).Select(i => $$"""{"instruction": "Do thing {{i}}.", "context": "", "response": "Done."}""")]);
        _files.Add("shp.jsonl", [.. Enumerable.Range(0, 24).Select(i =>
            $$"""{"post_id": "p{{i / 2}}", "domain": "ask{{i / 12}}_test", "history": "Ask {{i / 2}}?", "human_ref_A": "a", "human_ref_B": "b", "labels": 1}""")]);
        _files.Add("hh.jsonl", [.. Enumerable.Range(0, 20).Select(i =>
            $$"""{"chosen": "\n\nHuman: Help {{i}}?\n\nAssistant: Yes, of course.", "rejected": "\n\nHuman: Help {{i}}?\n\nAssistant: No."}""")]);
        var file = _files.Add("e.yaml",
            "world: files", "seed: 3", "files:", "  base_model: nowhere", "  encoder: nowhere",
            "  demonstrations: { data: { path: dolly.jsonl, format: dolly }, validation: 4 }",
            "  probe: { data: { path: shp.jsonl, format: shp }, min_posts_per_domain: 5 }",
            "  pool: [ { path: hh.jsonl, format: hh_rlhf } ]",
            "  preferences: { data: { path: hh.jsonl, format: hh_rlhf }, reward_share: 0.5, training_pairs: 6, held_out_pairs: 4, test_prompts: 8 }");
        Directory.CreateDirectory(Path.Combine(_files.Folder, "nowhere"));
        File.WriteAllText(Path.Combine(_files.Folder, "nowhere", "config.json"), "{}");
        return SettingsFile.Load<ExperimentSettings>(file);
    }

    [Fact]
    public void An_experiments_data_is_split_as_its_run_splits_it()
    {
        var settings = Experiment();
        var check = DataCheckRun.Of(settings);
        check.Sets.ToDictionary(s => s.Name, s => s.Rows).ShouldBe(new Dictionary<string, int>
        {
            ["demonstrations"] = 6,
            ["validation"] = 4,
            ["probe questions"] = 12,
            ["pool"] = 8,
            ["training pairs"] = 6,
            ["held-out pairs"] = 4,
            ["test prompts"] = 8,
        }, ignoreOrder: true);
        check.Overlaps.Select(o => (o.A, o.B)).ShouldBe([("pool", "training pairs")], "the pool comes from the same file, what is held out taken out");
        check.Overlaps[0].Fatal.ShouldBeFalse();

        var data = new FilesSource(settings.Files!, settings.Contamination).PrepareData(settings.Seed);
        data.Splits.Select(s => (s.Name, s.Ids.Count)).ShouldBe(check.Sets.Select(s => (s.Name, s.Rows)));
        data.Splits.Single(s => s.Name == "test prompts").Ids.ShouldBe(data.Test.Select(q => q.Id));
        new FilesSource(settings.Files!, settings.Contamination).PrepareData(settings.Seed + 1).Splits.Single(s => s.Name == "test prompts").Ids.ShouldNotBe(
            data.Test.Select(q => q.Id));
    }

    [Fact]
    public void One_file_is_checked_as_what_it_is_read_as()
    {
        var path = _files.Add("q.csv", "question", "Why?", "why", "How?");
        var check = DataCheckRun.Of(new DataSource { Path = path, Format = DataFormat.Csv }, DataUse.Questions);
        check.Sets.ShouldHaveSingleItem().Rows.ShouldBe(2);
        check.Notes.ShouldHaveSingleItem().ShouldContain("the question was there before");
        Should.Throw<SettingsException>(() => DataCheckRun.Of(new ExperimentSettings { World = WorldKind.Miniature }));
    }
}
