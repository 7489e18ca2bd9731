using AlwaysOnPolicy.Experiments.Data;
using Parquet.Serialization;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>CSV, Parquet and H4's sets.</summary>
public sealed class FileKindsTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    private sealed record Turn
    {
        public string? role { get; init; }
        public string? content { get; init; }
    }

    private sealed record TextRow
    {
        public string? prompt_id { get; init; }
        public string? prompt { get; init; }
        public string? chosen { get; init; }
        public string? rejected { get; init; }
    }

    private sealed record TurnsRow
    {
        public List<Turn>? chosen { get; init; }
        public List<Turn>? rejected { get; init; }
    }

    private sealed record ShpRow
    {
        public string? post_id { get; init; }
        public string? domain { get; init; }
        public string? history { get; init; }
        public string? human_ref_A { get; init; }
        public string? human_ref_B { get; init; }
        public int labels { get; init; }
        public double seconds_difference { get; init; }
    }

    private async Task<string> ParquetAsync<T>(params T[] rows)
        where T : class, new()
    {
        var path = Path.Combine(_files.Folder, "rows.parquet");
        await using var stream = File.Create(path);
        await ParquetSerializer.SerializeAsync(rows, stream);
        return path;
    }

    private static List<Turn> Dialogue(string answer, params string[] before) =>
        [.. before.Select((b, i) => new Turn { role = i % 2 == 0 ? "user" : "assistant", content = b }), new Turn { role = "assistant", content = answer }];

    [Fact]
    public void An_array_on_one_line_may_follow_blank_lines()
    {
        var path = _files.Add("rows.json", "", "  ", "[{\"question\": \"Why?\"}, {\"question\": \"How?\"}]");
        DataSets.ReadQuestions(DataInput.Of(new() { Path = path }, "data")).Rows.Select(r => r.Text).ShouldBe(["Why?", "How?"]);
    }

    [Fact]
    public void Csv_has_a_heading_quotes_and_line_breaks_in_quotes()
    {
        var path = _files.Add("rows.csv", "id,Frage,gut,schlecht", "a,\"Why, \"\"oh\"\" why?\",\"one", "two\",no", "b,How?,x,y");
        var source = new DataSource { Path = path, Columns = new() { Question = "Frage", Chosen = "gut", Rejected = "schlecht" } };
        DataSets.ReadPairs(DataFiles.Input(path, DataFormat.Csv, source)).Rows.Bare().ShouldBe(
            [new PairRow("a", null, "Why, \"oh\" why?", "one\ntwo", "no"), new PairRow("b", null, "How?", "x", "y")]);
    }

    [Fact]
    public void Semicolons_and_tabs_are_told_from_the_heading()
    {
        DataSets.ReadDemonstrations(DataFiles.Input(_files.Add("a.csv", "question;answer", "Why, then?;So."), DataFormat.Csv)).Rows.ShouldBe(
            [new DemonstrationRow("row-1", "Why, then?", "So.")]);
        DataSets.ReadDemonstrations(DataFiles.Input(_files.Add("b.tsv", "question\tanswer", "Why;?\tSo."), DataFormat.Csv)).Rows.ShouldBe(
            [new DemonstrationRow("row-1", "Why;?", "So.")]);
    }

    [Theory]
    [InlineData("as many columns", "question,answer", "Why?")]
    [InlineData("as many columns", "question,answer", "Why?,So.,More.")]
    [InlineData("column 'question' is missing", "q,answer", "Why?,So.")]
    [InlineData("is empty")]
    public void A_bad_csv_file_is_named_with_its_fault(string fault, params string[] lines)
    {
        var path = _files.Add("bad.csv", lines);
        if (lines.Length == 0) File.WriteAllText(path, "");
        var message = Should.Throw<DataException>(() => DataSets.ReadDemonstrations(DataFiles.Input(path, DataFormat.Csv))).Message;
        message.ShouldContain(fault);
        message.ShouldContain("bad.csv");
    }

    [Fact]
    public async Task Parquet_takes_mapped_columns_and_every_other_format_too()
    {
        var plain = await ParquetAsync(new TextRow { prompt = "Why?", chosen = "a", rejected = "b" },
            new TextRow { prompt = "How?", chosen = "c", rejected = "d" });
        DataSets.ReadPairs(DataFiles.Input(plain, DataFormat.Parquet, new DataSource { Path = plain, Columns = new() { Question = "prompt" } })).Rows.Bare()
            .ShouldBe([new PairRow("row-1", null, "Why?", "a", "b"), new PairRow("row-2", null, "How?", "c", "d")]);

        var shp = await ParquetAsync(new ShpRow { post_id = "p", domain = "askvet_test", history = "Why?", human_ref_A = "a", human_ref_B = "b", labels = 0 });
        DataSets.ReadPairs(DataFiles.Input(shp, DataFormat.Shp)).Rows.Bare().ShouldBe([new PairRow("p/row-1", "askvet", "Why?", "b", "a", "p")]);
    }

    [Fact]
    public async Task H4_comes_as_texts_or_as_turns()
    {
        var texts = await ParquetAsync(new TextRow { prompt_id = "x", prompt = "Why?", chosen = "a", rejected = "b" });
        DataSets.ReadPairs(DataFiles.Input(texts, DataFormat.H4)).Rows.Bare().ShouldBe([new PairRow("x/row-1", null, "Why?", "a", "b", "x")]);

        DataSets.ReadQuestions(DataFiles.Input(texts, DataFormat.H4)).Rows.Bare().ShouldBe([new QuestionRow("x", null, "Why?", "x")]);

        var turns = await ParquetAsync(
            new TurnsRow { chosen = Dialogue("good", "Why?"), rejected = Dialogue("bad", "Why?") },
            new TurnsRow { chosen = Dialogue("good", "Why?", "So.", "And?"), rejected = Dialogue("bad", "Why?", "So.", "And?") });
        var input = DataFiles.Input(turns, DataFormat.H4);
        DataSets.ReadPairs(input).Rows.Bare().ShouldBe(
            [new PairRow("row-1", null, "Why?", "good", "bad"), new PairRow("row-2", null, "Human: Why?\n\nAssistant: So.\n\nHuman: And?", "good", "bad")]);
        DataSets.ReadDemonstrations(input).Rows[0].ShouldBe(new DemonstrationRow("row-1", "Why?", "good"));
        DataSets.ReadQuestions(input).Rows.Bare()[0].ShouldBe(new QuestionRow("row-1", null, "Why?"));
    }

    [Fact]
    public void H4_lines_without_an_answer_are_named_with_their_line()
    {
        var path = _files.Add("h4.jsonl", """{"prompt": "Why?", "chosen": [{"role": "user", "content": "Why?"}], "rejected": "b"}""");
        Should.Throw<DataException>(() => DataSets.ReadPairs(DataFiles.Input(path, DataFormat.H4))).Message.ShouldContain(
            "h4.jsonl:1: the last turn of 'chosen' is not the assistant's");
    }

    [Fact]
    public async Task A_damaged_parquet_file_is_named()
    {
        var path = await ParquetAsync(new TextRow { prompt = "Why?", chosen = "a", rejected = "b" });
        var bytes = await File.ReadAllBytesAsync(path);
        for (var cut = 4; cut < bytes.Length; cut += 37)
        {
            await File.WriteAllBytesAsync(path, bytes[..cut]);
            Should.Throw<DataException>(() => DataSets.ReadPairs(DataFiles.Input(path, DataFormat.H4))).Message.ShouldContain("rows.parquet");
        }
        Should.Throw<DataException>(() => DataSets.ReadPairs(DataFiles.Input(_files.Add("no.parquet", "{}"), DataFormat.Parquet))).Message.ShouldContain(
            "PAR1");
    }

    [Fact]
    public void Text_has_a_question_a_line_and_repeats_are_left_out()
    {
        var set = DataSets.ReadQuestions(DataFiles.Input(_files.Add("q.txt", "\uFEFFWhy?", "", "  How, {\"oh\"}?\r", "why", "Ü"), DataFormat.Text,
            new DataSource { Path = "", Columns = new() { Question = "other" } }));
        set.Rows.Bare().ShouldBe([new QuestionRow("row-1", null, "Why?"), new QuestionRow("row-2", null, "How, {\"oh\"}?"),
            new QuestionRow("row-4", null, "Ü")]);
        set.Notes.ShouldHaveSingleItem().ShouldContain("the question was there before");
    }

    [Fact]
    public void Text_that_is_no_text_and_uses_it_has_not_are_refused()
    {
        var path = Path.Combine(_files.Folder, "latin.txt");
        File.WriteAllBytes(path, [0x57, 0xFC, 0x3F]);
        Should.Throw<DataException>(() => DataSets.ReadQuestions(DataFiles.Input(path, DataFormat.Text))).Message.ShouldContain("UTF-8");
        Should.Throw<SettingsException>(() => DataSets.ReadPairs(DataFiles.Input(_files.Add("q.txt", "Why?"), DataFormat.Text))).Message.ShouldContain(
            "text hold no pairs");
    }

    [Fact]
    public void An_h4_prompt_id_is_the_prompts_so_its_pairs_stay_together_and_it_is_one_question()
    {
        var path = _files.Add("h4.jsonl", [.. Enumerable.Range(0, 12).Select(i => $$"""
            {"prompt": "why {{i / 2}}?", "prompt_id": "u{{i / 2}}", "chosen": [{"content": "why {{i / 2}}?", "role": "user"}, {"content": "good {{i}}", "role": "assistant"}], "rejected": [{"content": "bad", "role": "assistant"}]}
            """)]);
        var input = DataFiles.Input(path, DataFormat.H4);
        var pairs = DataSets.ReadPairs(input).Rows;
        pairs.Count.ShouldBe(12);
        pairs.Bare()[3].ShouldBe(new PairRow("u1/row-4", null, "why 1?", "good 3", "bad", "u1"));
        DataSets.ReadQuestions(input).Rows.Select(q => q.Id).ShouldBe(["u0", "u1", "u2", "u3", "u4", "u5"]);
        var parts = Splits.Make(pairs, [new("a", 4), new("b", null)], 1);
        parts[0].Select(p => p.PostId).Intersect(parts[1].Select(p => p.PostId)).ShouldBeEmpty();
    }
}
