using System.IO.Compression;
using System.Text;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

public sealed class DataSetsTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    private DataInput Input(DataFormat format, params string[] lines) => DataFiles.Input(_files.Add("rows.jsonl", lines), format);

    [Fact]
    public void Dolly_joins_instruction_and_context_with_a_blank_line()
    {
        var input = Input(
            DataFormat.Dolly,
            """{"instruction": " Sum it up. ", "context": "A tale.\nOf two lines.", "response": "Short.", "category": "summarization"}""",
            """{"instruction": "Why?", "context": "", "response": "So."}""");
        DataSets.ReadDemonstrations(input).Rows.ShouldBe(
        [
            new DemonstrationRow("row-1", "Sum it up.\n\nA tale.\nOf two lines.", "Short."),
            new DemonstrationRow("row-2", "Why?", "So."),
        ]);
        DataSets.ReadQuestions(input).Rows.Bare()[0].ShouldBe(new QuestionRow("row-1", "summarization", "Sum it up.\n\nA tale.\nOf two lines."));
    }

    [Fact]
    public void Only_a_line_feed_ends_a_record()
    {
        var input = Input(DataFormat.Dolly, "{\"instruction\": \"a\u2028b\u0085c\", \"response\": \"x\"}\r", "",
            "{\"instruction\": \"d\", \"response\": \"y\"}");
        DataSets.ReadDemonstrations(input).Rows.Select(r => r.Question).ShouldBe(["a\u2028b\u0085c", "d"]);
    }

    private static string Shp(string post, string domain, string history, string a, string b, int label) =>
        $$"""{"post_id": "{{post}}", "domain": "{{domain}}", "history": "{{history}}", "human_ref_A": "{{a}}", "human_ref_B": "{{b}}", "labels": {{label}}, "seconds_difference": 3.0}""";

    [Fact]
    public void Shp_gives_each_post_once_as_a_question_and_every_pair_by_its_label()
    {
        var input = Input(
            DataFormat.Shp,
            Shp("p1", "askculinary_train", "Why?", "a", "b", 1),
            Shp("p1", "askculinary_train", "Why?", "c", "d", 0),
            Shp("p2", "askvet_validation", "How?", "e", "f", 0));
        var questions = DataSets.ReadQuestions(input);
        questions.Rows.Bare().ShouldBe([new QuestionRow("p1", "askculinary", "Why?", "p1"), new QuestionRow("p2", "askvet", "How?", "p2")]);
        questions.Notes.ShouldHaveSingleItem().ShouldEndWith("1 of the questions left out because the post was there before.");
        DataSets.ReadPairs(input).Rows.Bare().ShouldBe(
        [
            new PairRow("p1/row-1", "askculinary", "Why?", "a", "b", "p1"),
            new PairRow("p1/row-2", "askculinary", "Why?", "d", "c", "p1"),
            new PairRow("p2/row-3", "askvet", "How?", "f", "e", "p2"),
        ]);
    }

    [Fact]
    public void Questions_and_pairs_know_their_file_and_line()
    {
        var questions = DataSets.ReadQuestions(DataFiles.Input(_files.Add("deep/q.txt", "Why?", "", "How?"), DataFormat.Text));
        questions.Rows.Select(r => (r.Question.Origin!.Source, r.Question.Origin.Place)).ShouldBe([("q.txt", 1), ("q.txt", 3)]);
        var pairs = DataSets.ReadPairs(DataFiles.Input(_files.Add("shp.jsonl", "", Shp("p1", "askvet", "Why?", "a", "b", 1),
            Shp("p2", "askvet", "How?", "a", "b", 1)), DataFormat.Shp));
        pairs.Rows.Select(r => (r.Origin!.Source, r.Origin.Place)).ShouldBe([("shp.jsonl", 2), ("shp.jsonl", 3)]);
    }

    [Fact]
    public void Pairs_of_one_question_can_be_capped()
    {
        var path = _files.Add("shp.jsonl", [.. Enumerable.Range(0, 5).Select(i => Shp("p1", "askvet", "Why?", $"a{i}", $"b{i}", 1))]);
        var pairs = DataSets.ReadPairs(DataFiles.Input(path, DataFormat.Shp, new DataSource { Path = path, MaxPairsPerQuestion = 2 }));
        pairs.Rows.Select(r => r.Chosen).ShouldBe(["a0", "a1"]);
        pairs.Notes.ShouldHaveSingleItem().ShouldContain("3 of the pairs left out");
    }

    private const string TwoTurns = """{"chosen": "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Why?\n\nAssistant: Because so.", "rejected": "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Why?\n\nAssistant: Because not."}""";

    private const string PartsEarly = """{"chosen": "\n\nHuman: One\n\nAssistant: A\n\nHuman: More\n\nAssistant: B", "rejected": "\n\nHuman: One\n\nAssistant: C\n\nHuman: Less\n\nAssistant: D"}""";

    [Fact]
    public void Hh_transcripts_part_at_the_last_assistant_turn_that_they_share()
    {
        var rows = DataSets.ReadPairs(Input(DataFormat.HhRlhf, TwoTurns, PartsEarly)).Rows.Bare();
        rows[0].ShouldBe(new PairRow("row-1", null, "Human: Hi\n\nAssistant: Hello\n\nHuman: Why?", "Because so.", "Because not."));
        rows[1].ShouldBe(new PairRow("row-2", null, "One", "A", "C"));
    }

    [Fact]
    public void Hh_gives_the_final_turn_alone_or_single_turns_only_on_request()
    {
        var path = _files.Add("hh.jsonl", TwoTurns, PartsEarly);
        DataSet<PairRow> Read(DataSource source) => DataSets.ReadPairs(DataFiles.Input(path, DataFormat.HhRlhf, source));
        Read(new DataSource { Path = path, Dialogue = DialogueText.FinalTurn }).Rows[0].Question.ShouldBe("Why?");
        Read(new DataSource { Path = path, SingleTurnOnly = true }).Rows.ShouldHaveSingleItem().Id.ShouldBe("row-2");
    }

    [Fact]
    public void Self_instruct_adds_the_first_instances_input_and_answers_with_its_output()
    {
        var input = Input(
            DataFormat.SelfInstruct,
            """{"id": "seed_task_0", "instruction": "Relate.", "instances": [{"input": "Night : Day", "output": "Opposites."}, {"input": "x", "output": "y"}]}""",
            """{"id": "seed_task_1", "instruction": "Breakfast?", "instances": [{"input": "", "output": "Eggs."}]}""");
        DataSets.ReadDemonstrations(input).Rows.ShouldBe(
            [new DemonstrationRow("seed_task_0", "Relate.\n\nNight : Day", "Opposites."), new DemonstrationRow("seed_task_1", "Breakfast?", "Eggs.")]);
    }

    [Fact]
    public void Mt_bench_gives_the_first_turn_and_says_of_how_many_questions_the_second_is_not_asked()
    {
        var set = DataSets.ReadQuestions(Input(DataFormat.MtBench, """{"question_id": 81, "category": "writing", "turns": ["Write.", "Rewrite."]}""",
            """{"question_id": 82, "category": "math", "turns": ["Count."]}"""));
        set.Rows.Bare().ShouldBe([new QuestionRow("81", "writing", "Write.") { GoesOn = true }, new QuestionRow("82", "math", "Count.")]);
        set.Doubts.ShouldHaveSingleItem().ShouldStartWith("data.questions: 1 of the questions go on with a further turn, which is not asked");
        set.Notes.ShouldBe(set.Doubts);
    }

    [Fact]
    public void Arena_hards_questions_are_read_in_both_of_their_forms()
    {
        var set = DataSets.ReadQuestions(Input(DataFormat.ArenaHard,
            """{"question_id": "96d2", "category": "arena-hard-v0.1", "cluster": "Keyboards", "turns": [{"content": "How do I flash it?"}]}""",
            """{"uid": "2edb", "category": "hard_prompt", "subcategory": "coding", "prompt": "Write me a parser."}""",
            """{"uid": "ab", "category": "creative_writing", "prompt": "Write me a poem."}""",
            """{"uid": "cd", "category": "creative_writing"}"""));
        set.Rows.Bare().ShouldBe([new QuestionRow("96d2", "Keyboards", "How do I flash it?"), new QuestionRow("2edb", "coding", "Write me a parser."),
            new QuestionRow("ab", "creative_writing", "Write me a poem.")]);
        set.Notes.ShouldHaveSingleItem().ShouldContain("1 of the questions left out because column 'turns' is missing");
    }

    [Fact]
    public void Answers_of_alpaca_eval_keep_their_white_space_and_their_model()
    {
        var rows = DataSets.ReadAnswers(Input(DataFormat.AlpacaEval,
            """{"dataset": "koala", "instruction": "Why?", "output": "So.\n\n", "generator": "m1"}""", """{"instruction": "How?", "output": "", "generator": "m1"}"""))
            .Rows;
        rows.ShouldBe([new AnswerRow("row-1", "koala", "Why?", "So.\n\n") { Generator = "m1" }, new AnswerRow("row-2", null, "How?", "") { Generator = "m1" }]);
        DataSets.ReadQuestions(Input(DataFormat.AlpacaEval, """{"dataset": "koala", "instruction": "Why?", "output": "So."}""")).Rows.Bare()
            .ShouldBe([new QuestionRow("row-1", "koala", "Why?")]);
        Should.Throw<SettingsException>(() => DataSets.ReadAnswers(Input(DataFormat.Dolly, "{}"))).Message.ShouldContain("hold no answers");
    }

    [Fact]
    public void Plain_answers_have_the_columns_of_aop_answer_and_a_question_or_an_id()
    {
        const string Row = """{"id": "q", "domain": "vet", "question": "Why?", "sample": 2, "answer": "So", "ended": false}""";
        DataSets.ReadAnswers(Input(DataFormat.Jsonl, Row)).Rows.ShouldBe([new AnswerRow("q", "vet", "Why?", "So") { HasOwnId = true, Sample = 2, Ended = false }]);
        const string Bare = """{"id": "q", "answer": "So"}""";
        DataSets.ReadAnswers(Input(DataFormat.Jsonl, Bare), named: true).Rows.ShouldBe([new AnswerRow("q", null, "", "So") { HasOwnId = true }]);
        Should.Throw<DataException>(() => DataSets.ReadAnswers(Input(DataFormat.Jsonl, Bare))).Message.ShouldContain("the question is empty");
    }

    [Fact]
    public void Annotations_of_alpaca_eval_are_read_as_they_are_written()
    {
        string Row(string preference) => $$"""{"instruction": "Why?", "output_1": "No", "generator_1": "b", "output_2": "Yes ", "generator_2": "m", "annotator": "x", "preference": {{preference}}}""";
        var read = DataSets.ReadAnnotations(Input(DataFormat.Jsonl, Row("1.0"), Row("2"), Row("1.5"), Row("0"), Row("1.73"), Row("NaN"), Row("null"), Row("3"))).Rows;
        read.Select(r => r.Preference).ShouldBe([1, 2, 1.5, 1.5, 1.73, null, null]);
        read.Select(r => r.Verdict()).ShouldBe([Preference.B, Preference.A, Preference.Tie, Preference.Tie, Preference.A, Preference.Failed, Preference.Failed]);
        read[0].ShouldBe(new AlpacaEvalAnnotation("Why?", null, "No", "b", "Yes ", "m", "x", 1));
        var path = _files.Add("annotations.json", AlpacaEvalAnnotation.Write(read));
        DataSets.ReadAnnotations(DataFiles.Input(path, DataFormat.Jsonl)).Rows.ShouldBe(read);
    }

    [Fact]
    public void Plain_columns_can_be_named()
    {
        var path = _files.Add("plain.jsonl", """{"n": 7, "topic": "vet", "prompt": "Why?", "good": "So.", "bad": "No."}""");
        var source = new DataSource
        {
            Path = path,
            Columns = new DataColumns { Id = "n", Domain = "topic", Question = "prompt", Answer = "good", Chosen = "good", Rejected = "bad" },
        };
        var input = DataFiles.Input(path, DataFormat.Jsonl, source);
        DataSets.ReadQuestions(input).Rows.Bare().ShouldBe([new QuestionRow("7", "vet", "Why?")]);
        DataSets.ReadDemonstrations(input).Rows.ShouldBe([new DemonstrationRow("7", "Why?", "So.")]);
        DataSets.ReadPairs(input).Rows.Bare().ShouldBe([new PairRow("7", "vet", "Why?", "So.", "No.")]);
    }

    [Fact]
    public void Rows_without_use_are_left_out_and_told()
    {
        var set = DataSets.ReadPairs(Input(
            DataFormat.Jsonl,
            """{"question": "a", "chosen": "x", "rejected": "y"}""",
            """{"question": "b", "chosen": "x", "rejected": " x "}""",
            """{"question": "c", "chosen": null, "rejected": "y"}""",
            """{"question": " ", "chosen": "x", "rejected": "y"}"""));
        set.Rows.Count.ShouldBe(1);
        set.Notes.Count.ShouldBe(3);
        set.Notes.ShouldContain(n => n.EndsWith("1 of the pairs left out because both answers are the same."));
    }

    [Fact]
    public void Questions_that_differ_in_case_and_punctuation_only_are_one() =>
        DataSets.ReadQuestions(Input(DataFormat.Jsonl, """{"question": "Why is it?"}""", """{"question": "why  is it"}""", """{"question": "?!"}""", """{"question": "!?"}"""))
            .Rows.Select(r => r.Text).ShouldBe(["Why is it?", "?!", "!?"]);

    [Theory]
    [InlineData(DataFormat.Dolly, """{"instruction": "x", "text": "y"}""", "rows.jsonl:2: column 'response' is missing; the columns are: instruction, text.")]
    [InlineData(DataFormat.Dolly, """{"instruction": ["x"], "response": "y"}""", "rows.jsonl:2: column 'instruction' must be text, and is a list (1 row)")]
    [InlineData(DataFormat.Dolly, """{"instruction": """, "rows.jsonl:2: this line is not JSON")]
    [InlineData(DataFormat.Dolly, "[1]", "rows.jsonl:2: this line is not a JSON object")]
    [InlineData(DataFormat.SelfInstruct, """{"instruction": "x", "instances": []}""", "rows.jsonl:2: column 'instances' must be a list with something in it (1 row)")]
    [InlineData(DataFormat.SelfInstruct, """{"instruction": "x", "instances": [{"input": ""}]}""", "rows.jsonl:2: the first of 'instances' has no 'output' (1 row)")]
    public void A_bad_row_is_named_by_file_and_line(DataFormat format, string line, string message)
    {
        var good = """{"id": "good", "instruction": "x", "response": "y", "instances": [{"input": "", "output": "y"}]}""";
        var input = Input(format, good, line);
        Should.Throw<DataException>(() => DataSets.ReadDemonstrations(input with { Source = input.Source with { MaxOddShare = 0 } })).Message.ShouldContain(
            message);
    }

    [Theory]
    [InlineData(DataFormat.Shp, """{"post_id": "p", "history": "h", "human_ref_A": "a", "human_ref_B": "b", "labels": 2}""", "'labels' is '2'")]
    [InlineData(DataFormat.HhRlhf, """{"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: c\n\nAssistant: d"}""", "no turn of the assistant up to which they are the same")]
    [InlineData(DataFormat.HhRlhf, """{"chosen": "\n\nAssistant: b", "rejected": "\n\nAssistant: d"}""", "no turn of the human comes before the answer")]
    public void A_bad_pair_is_named_by_file_and_line(DataFormat format, string line, string message)
    {
        var error = Should.Throw<DataException>(() => DataSets.ReadPairs(Input(format, line))).Message;
        error.ShouldContain("rows.jsonl:1: ");
        error.ShouldContain(message);
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_refused()
    {
        var path = Path.Combine(_files.Folder, "latin.jsonl");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("{\"question\": \"caf\u00e9\"}\n"));
        Should.Throw<DataException>(() => DataSets.ReadQuestions(DataFiles.Input(path, DataFormat.Jsonl))).Message.ShouldContain("latin.jsonl:1:");
    }

    [Fact]
    public void An_id_may_not_come_twice() =>
        Should.Throw<DataException>(() => DataSets.ReadQuestions(Input(DataFormat.Jsonl, """{"id": "a", "question": "x"}""", """{"id": "a", "question": "y"}""")))
            .Message.ShouldContain("rows.jsonl:2: the id 'a' was used before, at ");

    [Fact]
    public void A_format_says_what_it_does_not_hold() =>
        Should.Throw<SettingsException>(() => DataSets.ReadPairs(Input(DataFormat.MtBench, "{}")))
            .Message.ShouldContain("files of the format mt_bench hold no pairs; these do: shp, hh_rlhf, h4, sharegpt, alpaca, jsonl, csv, parquet.");

    [Fact]
    public void A_missing_file_names_the_setting() =>
        Should.Throw<SettingsException>(() => DataFiles.Input("/nowhere/x.jsonl", DataFormat.Jsonl)).Message.ShouldContain(
            "'/nowhere/x.jsonl', to which data.questions.path points");

    [Fact]
    public void A_file_without_rows_is_an_error() =>
        Should.Throw<DataException>(() => DataSets.ReadQuestions(Input(DataFormat.Jsonl))).Message.ShouldContain("holds no questions that can be used");

    [Fact]
    public void Gzipped_files_are_read_and_damaged_ones_refused()
    {
        var path = Path.Combine(_files.Folder, "rows.jsonl.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) gzip.Write("{\"question\": \"x\"}\n"u8);
        DataSets.ReadQuestions(DataFiles.Input(path, DataFormat.Jsonl)).Rows.ShouldHaveSingleItem();
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]);
        Should.Throw<DataException>(() => DataSets.ReadQuestions(DataFiles.Input(path, DataFormat.Jsonl))).Message.ShouldContain("damaged or cut short");
    }

    [Fact]
    public void A_star_takes_all_files_that_match_in_order()
    {
        _files.Add("shp/b/train.json", """{"question": "b"}""");
        _files.Add("shp/a/train.json", """{"question": "a"}""");
        _files.Add("shp/a/test.json", """{"question": "c"}""");
        var input = DataFiles.Input(Path.Combine(_files.Folder, "shp", "*", "train.json"), DataFormat.Jsonl);
        input.Files.Count.ShouldBe(2);
        DataSets.ReadQuestions(input).Rows.Bare().ShouldBe([new QuestionRow("row-1", null, "a"), new QuestionRow("row-2", null, "b")]);
    }
}
