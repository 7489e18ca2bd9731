using System.Text;
using AlwaysOnPolicy.Experiments.Data;
using Parquet;
using Parquet.Schema;
using Row = AlwaysOnPolicy.Experiments.Tests.Data.DataKinds.Row;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>One contract for every kind of file: the same rows come out, the same are left out, the same is refused.</summary>
public sealed class ReaderMatrixTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<string, string> Kinds => [.. from kind in DataKinds.Names from packing in DataKinds.Packings select (kind, packing)];
    public static TheoryData<string> TextKinds => [.. DataKinds.Names.Where(k => k != "parquet")];
    public static TheoryData<string> AllKinds => [.. DataKinds.Names];

    private static Row Pair(string question, string? chosen = "a", string? rejected = "b") =>
        new() { question = question, chosen = chosen, rejected = rejected };

    private static DataInput Input(string path) => DataFiles.Input(path, path.Contains(".parquet") ? DataFormat.Parquet : path.Contains(".csv")
        || path.Contains(".tsv") ? DataFormat.Csv : DataFormat.Jsonl);

    [Theory, MemberData(nameof(Kinds))]
    public void Columns_that_nobody_asks_for_may_hold_anything_and_texts_keep_quotes_and_line_breaks(string kind, string packing)
    {
        var path = DataKinds.Write(_files, kind, packing,
            new Row
            {
                domain = "vet",
                question = "Why, \"oh\";\twhy?\nOh?",
                chosen = "é𝄞",
                rejected = "NaN",
                margin = 0.5,
                score = double.NaN,
                tags = ["x", "y"],
                votes = new() { ["up"] = 3, ["down"] = 1 },
                nested = new() { Name = "n", Counts = [1, 2] },
                picture = [0xFF, 0x00],
            },
            new Row { question = "How?", chosen = "c", rejected = "d", score = double.PositiveInfinity, tags = [], votes = [] },
            new Row { question = "Who?", chosen = "e", rejected = "f", score = double.NegativeInfinity, nested = new() { Counts = [] } });
        DataSets.ReadPairs(Input(path)).ShouldSatisfyAllConditions(
            set => set.Rows.Bare().ShouldBe(
            [
                new PairRow("row-1", "vet", "Why, \"oh\";\twhy?\nOh?", "é𝄞", "NaN", Margin: 0.5), new PairRow("row-2", null, "How?", "c", "d"),
                    new PairRow("row-3", null, "Who?", "e", "f"),
            ]),
            set => set.Notes.ShouldBeEmpty());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_without_a_needed_text_or_with_an_endless_margin_are_left_out_and_counted_and_named(string kind, string packing)
    {
        var path = DataKinds.Write(_files, kind, packing, Pair("q0"), Pair("q1", chosen: ""), Pair("q2"), Pair("q3"), Pair("q4", rejected: null), Pair("q5"),
            Pair("q6") with { margin = double.NaN });
        var set = DataSets.ReadPairs(Input(path));
        set.Rows.Select(r => (r.Id, r.Question)).ShouldBe([("row-1", "q0"), ("row-3", "q2"), ("row-4", "q3"), ("row-6", "q5")]);
        set.Notes.Count.ShouldBe(2);
        var first = kind switch { "jsonl" or "parquet" => 2, _ => 3 };   // the array's bracket and the heading take a line
        set.Notes[0].ShouldBe($"data.questions: 2 of the pairs left out because an answer is empty (such as {Path.GetFileName(path)}:{first}).");
        set.Notes[1].ShouldStartWith("data.questions: 1 of the pairs left out because column 'margin' is 'NaN', which is no finite number");
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void More_odd_rows_than_the_share_end_the_run(string kind)
    {
        var path = DataKinds.Write(_files, kind, "", Pair("q0"), Pair("q1", chosen: ""), Pair("q2"), Pair("q3"));
        var input = Input(path);
        DataSets.ReadPairs(input with { Source = input.Source with { MaxOddShare = 0.25 } }).Rows.Count.ShouldBe(3);
        Should.Throw<DataException>(() => DataSets.ReadPairs(input with { Source = input.Source with { MaxOddShare = 0.24 } })).Message
            .ShouldContain("1 of 4 rows cannot be used, more than the share of 0.24 that data.questions.max_odd_share allows: ");
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void A_wrong_column_is_said_with_those_that_are_there(string kind)
    {
        var input = Input(DataKinds.Write(_files, kind, "", Pair("q0")));
        var message = Should.Throw<DataException>(() => DataSets.ReadPairs(
            input with { Source = input.Source with { Columns = new() { Question = "prompt" } } })).Message;
        message.ShouldContain("column 'prompt' is missing; the columns are: domain, question, chosen");
        message.ShouldEndWith("Say what the file calls it: data.questions.columns.question: NAME.");
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void A_named_column_that_no_row_has_is_said_with_the_nearest_also_where_it_might_be_absent(string kind)
    {
        var input = Input(DataKinds.Write(_files, kind, "", Pair("q0")));
        DataSet<QuestionRow> Read(DataColumns columns) => DataSets.ReadQuestions(input with { Source = input.Source with { Columns = columns } });
        var message = Should.Throw<DataException>(() => Read(new() { Domain = "domian" })).Message;
        message.ShouldContain("column 'domian' is missing; the columns are: domain, question, chosen");
        message.ShouldEndWith("Did you mean 'domain'? Say what the file calls it: data.questions.columns.domain: NAME.");
        message.Split('\n').Length.ShouldBe(1);
        Read(new() { Id = "domain" }).Rows.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("question", "--columns question=NAME.")]
    [InlineData("chosen", "--columns chosen=NAME.")]
    [InlineData("rejected", "--columns rejected=NAME.")]
    public void A_missing_column_is_asked_for_by_the_name_of_what_is_missing(string field, string advice)
    {
        var columns = new DataColumns();
        columns = field switch
        {
            "question" => columns with { Question = "x" },
            "chosen" => columns with { Chosen = "x" },
            _ =>
            columns with { Rejected = "x" }
        };
        var input = Input(DataKinds.Write(_files, "jsonl", "", Pair("q0")));
        Should.Throw<DataException>(() => DataSets.ReadPairs(new DataInput(
            input.Source with { Columns = columns }, input.Files, "--pairs"))).Message.ShouldEndWith(advice);
        Should.Throw<DataException>(() => DataSets.ReadPairs(new DataInput(
            input.Source with { Columns = columns }, input.Files, "files.preferences.data"))).Message
            .ShouldEndWith($"files.preferences.data.columns.{field}: NAME.");
    }

    [Fact]
    public void Where_no_column_is_to_blame_none_is_asked_for_and_other_formats_are_told_how_they_are_named()
    {
        var input = Input(DataKinds.Write(_files, "jsonl", "", Pair("")));
        Should.Throw<DataException>(() => DataSets.ReadPairs(input)).Message.ShouldEndWith("the question is empty (1 row). Correct the rows.");
        foreach (var (setting, advice) in new[] { ("--file", "--format"), ("--pairs", "--pairs file:format"), ("prompts", "prompts.format") })
            Should.Throw<DataException>(() => DataSets.ReadPairs(new DataInput(input.Source with { Format = DataFormat.H4 }, input.Files, setting))).Message
                .ShouldEndWith($"Correct the rows, or name another format ({advice}).");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Opposite_pairs_are_kept_and_counted_with_their_places(string kind, string packing)
    {
        var path = DataKinds.Write(_files, kind, packing, Pair("q0"), Pair("q1"), Pair("Q0!", "b", "a"), Pair("q0", "b", "c"), Pair("q1", "b", "a"),
            Pair("q0", "b", "a"));
        var set = DataSets.ReadPairs(Input(path));
        set.Rows.Count.ShouldBe(6);
        var (first, name) = (kind is "jsonl" or "parquet" ? 1 : 2, Path.GetFileName(path));   // the array's bracket and the heading take a line
        set.Doubts.ShouldBe(["data.questions: 3 of the pairs say the opposite of an earlier one (the same question and answers, the other one preferred), " +
            $"such as {name}:{first + 2} against {name}:{first}."]);
        set.Notes.ShouldBe(set.Doubts);
    }

    [Fact]
    public void Gzip_whose_checksum_length_or_data_are_wrong_is_damaged_and_not_unsupported()
    {
        var path = DataKinds.Write(_files, "jsonl", ".gz", [.. Enumerable.Range(0, 200).Select(i => Pair($"q{i} {i * 7919}"))]);
        var bytes = File.ReadAllBytes(path);
        foreach (var at in (int[])[bytes.Length - 8, bytes.Length - 4, bytes.Length / 2])
        {
            var wrong = bytes.ToArray();
            wrong[at] ^= 0x55;
            File.WriteAllBytes(path, wrong);
            var message = Should.Throw<DataException>(() => DataSets.ReadPairs(Input(path))).Message;
            message.ShouldStartWith($"'{path}' is damaged or cut short: What its gzip data unpack to is not what was packed");
            message.ShouldEndWith("Fetch it again.");
            message.ShouldNotContain("unsupported");
        }
    }

    [Theory]
    [InlineData("a.jsonl", "", "")]
    [InlineData("a.json", "[", "]")]
    public void A_column_may_be_nested_as_deep_as_it_likes_until_somebody_asks_for_it(string name, string before, string after)
    {
        var deep = $"{new string('[', 1_000)}{string.Concat(Enumerable.Repeat("{\"x\":", 100))}1{new string('}', 100)}{new string(']', 1_000)}";
        var path = _files.Add(name, $$"""{{before}}{"extra": {{deep}}, "question": "q", "chosen": "a", "rejected": "b"}{{after}}""");
        DataSets.ReadPairs(Input(path)).Rows.ShouldHaveSingleItem().Question.ShouldBe("q");
        var source = Input(path).Source with { Columns = new() { Question = "extra" } };
        Should.Throw<DataException>(() => DataSets.ReadPairs(Input(path) with { Source = source })).Message.ShouldContain(
            "column 'extra' must be text, and is a list");
    }

    [Fact]
    public async Task A_parquet_column_may_be_nested_deeper_than_64_too()
    {
        var leaf = new DataField<int?>("leaf");
        Field nested = leaf;
        for (var level = 0; level < 100; level++) nested = new StructField($"level{level}", nested);
        DataField<string>[] texts = [new("question"), new("chosen"), new("rejected")];
        var path = Path.Combine(_files.Folder, "deep.parquet");
        await using (var file = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. texts, nested]), file))
        {
            using var rows = writer.CreateRowGroup();
            foreach (var text in texts) await rows.WriteAsync(text, [text.Name]);
            await rows.WriteAllPartsAsync<int>(leaf, new[] { 7 }, new[] { leaf.MaxDefinitionLevel }, null, TestContext.Current.CancellationToken);
        }
        DataSets.ReadPairs(Input(path)).Rows.Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void An_id_that_comes_twice_is_refused_with_both_places(string kind)
    {
        var input = Input(DataKinds.Write(_files, kind, "", Pair("q0") with { domain = "x" }, Pair("q1") with { domain = "x" }));
        Should.Throw<DataException>(() => DataSets.ReadPairs(input with { Source = input.Source with { Columns = new() { Id = "domain" } } })).Message
            .ShouldContain($"the id 'x' was used before, at ");
    }

    [Theory, MemberData(nameof(TextKinds))]
    public void Blank_lines_a_byte_order_mark_and_carriage_returns_change_nothing(string kind)
    {
        Row[] rows = [Pair("q0"), Pair("q1"), Pair("q2")];
        var expected = DataSets.ReadPairs(Input(DataKinds.Write(_files, kind, "", rows))).Rows.Bare();
        var lines = DataKinds.Text(kind, rows).Replace("\n", "\r\n\r\n", StringComparison.Ordinal);
        DataSets.ReadPairs(Input(DataKinds.WriteBytes(_files, $"odd.{kind}", Encoding.UTF8.GetBytes("\uFEFF" + lines)))).Rows.Bare().ShouldBe(expected);
    }

    [Theory, MemberData(nameof(TextKinds))]
    public void A_line_that_is_not_utf8_is_refused_by_its_number_wherever_it_stands(string kind)
    {
        var text = DataKinds.Text(kind, [Pair("q0"), Pair("q1") with { domain = "QQ" }]);   // a column that questions need as little as it can be
        var bytes = Encoding.Latin1.GetBytes(text.Replace("QQ", "é", StringComparison.Ordinal));
        var line = text[..text.IndexOf("QQ", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Should.Throw<DataException>(() => DataSets.ReadDemonstrations(Input(DataKinds.WriteBytes(_files, $"latin.{kind}", bytes)))).Message
            .ShouldContain($"latin.{kind}:{line}: this line is not valid UTF-8");
    }

    [Theory, MemberData(nameof(TextKinds))]
    public void A_line_of_100_megabytes_is_read(string kind)
    {
        var path = DataKinds.Write(_files, kind, "", Pair("q0", new string('x', 100_000_000)), Pair("q1"));
        DataSets.ReadPairs(Input(path)).Rows.Select(r => r.Chosen.Length).ShouldBe([100_000_000, 1]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_that_was_cut_short_is_never_taken_for_a_whole_one(string kind, string packing)
    {
        if (packing.Length == 0 && kind is not ("parquet" or "json")) return;   // nothing in such a file says where it ends
        var path = DataKinds.Write(_files, kind, packing, [.. Enumerable.Range(0, 200).Select(i => Pair($"q{i} {i * 7919}"))]);
        var bytes = File.ReadAllBytes(path);
        foreach (var cut in (int[])[bytes.Length - 3, bytes.Length - 5, bytes.Length / 2])
        {
            File.WriteAllBytes(path, bytes[..cut]);
            Should.Throw<DataException>(() => DataSets.ReadPairs(Input(path))).Message.ShouldContain("rows.");
        }
    }

    [Fact]
    public void Text_is_packed_too_and_members_of_gzip_may_follow_each_other()
    {
        foreach (var packing in DataKinds.Packings)
            DataSets.ReadQuestions(DataFiles.Input(DataKinds.WriteBytes(_files, $"q.txt{packing}", "Why?\r\n\nHow?"u8.ToArray()), DataFormat.Text)).Rows.Select(
                r => r.Text).ShouldBe(["Why?", "How?"]);
        var one = File.ReadAllBytes(Path.Combine(_files.Folder, "q.txt.gz"));
        var other = File.ReadAllBytes(DataKinds.WriteBytes(_files, "r.txt.gz", "\nWho?\n"u8.ToArray()));
        File.WriteAllBytes(Path.Combine(_files.Folder, "both.txt.gz"), [.. one, .. other]);
        DataSets.ReadQuestions(DataFiles.Input(Path.Combine(_files.Folder, "both.txt.gz"), DataFormat.Text)).Rows.Select(r => r.Text)
            .ShouldBe(["Why?", "How?", "Who?"]);
    }

    [Theory]
    [InlineData("a.jsonl", "PK\u0003\u0004zip", "ZIP archive")]
    [InlineData("a.jsonl", "version https://git-lfs.github.com/spec/v1\noid", "Git LFS")]
    [InlineData("a.csv", "", "is empty")]
    [InlineData("a.csv", "question,chosen,chosen\na,b,c", "two columns called 'chosen'")]
    [InlineData("a.csv", "question,chosen,rejected\na,b,\"c\nd,e,f\n", "a.csv:2: a quote begins in this record and is not closed")]
    [InlineData("a.csv", "question,chosen,rejected\na,\"b\nc\",d\ne,f\n", "a.csv:4: this record has 2 columns, the heading 3")]
    [InlineData("a.json", "[{\"question\": \"q\"},\n 7]", "a.json:2: the array's element 2 is not a JSON object")]
    [InlineData("a.json", "[{\"question\": \"q\"},\n {\"question\" 8}]", "a.json:2: the array that begins at line 1 is not JSON")]
    public void What_is_no_data_is_named_with_its_line(string name, string content, string fault) =>
        Should.Throw<DataException>(() => DataSets.ReadPairs(Input(DataKinds.WriteBytes(
            _files, name, Encoding.Latin1.GetBytes(content))))).Message.ShouldContain(fault);

    [Fact]
    public void A_binary_column_is_refused_as_text_and_does_no_harm_beside_it()
    {
        var input = Input(DataKinds.Write(_files, "parquet", "", Pair("q0") with { picture = [1] }));
        DataSets.ReadPairs(input).Rows.Count.ShouldBe(1);
        Should.Throw<DataException>(
            () => DataSets.ReadPairs(
            input with { Source = input.Source with { Columns = new() { Question = "picture" } } })).Message.ShouldContain("column 'picture' is binary");
    }

    [Theory, InlineData("jsonl"), InlineData("json"), InlineData("parquet")]
    public void A_list_or_record_where_a_text_is_needed_makes_the_row_odd(string kind)
    {
        var input = Input(DataKinds.Write(_files, kind, "", Pair("q0") with { tags = ["x"], nested = new() }, Pair("q1")));
        var source = input.Source with { Columns = new() { Domain = "tags" } };
        DataSets.ReadPairs(input with { Source = source }).ShouldSatisfyAllConditions(
            s => s.Rows.ShouldHaveSingleItem().Question.ShouldBe("q1"), s => s.Notes[0].ShouldContain("'tags' must be text, and is a list"));
        DataSets.ReadPairs(input with { Source = input.Source with { Columns = new() { Domain = "nested" } } }).Notes[0]
            .ShouldContain("'nested' must be text, and is a record");
    }
}
