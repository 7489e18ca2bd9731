using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

/// <summary>The readers on files as they were published, where the machine has them.</summary>
public sealed class RealDataTests
{
    private static DataInput Input(string relative, DataFormat format, DataSource? like = null) =>
        DataFiles.Input(Goldens.RequireSharedData(relative), format, like);

    [Fact]
    public void Dolly()
    {
        var rows = DataSets.ReadDemonstrations(Input("dolly-subset/derived-dolly-schema.jsonl", DataFormat.Dolly)).Rows;
        rows.Count.ShouldBe(151);
        rows.Count(r => r.Question.Contains("\n\n")).ShouldBeGreaterThanOrEqualTo(47);
        rows[1].ShouldBe(new DemonstrationRow("row-2", "Which US state produces the most pineapples?", "Hawaii"));
    }

    [Fact]
    public void Shp_columns()
    {
        var input = Input("shp-standin/sap-scn.jsonl", DataFormat.Shp);
        var questions = DataSets.ReadQuestions(input).Rows;
        questions.Count.ShouldBe(121);
        questions.Select(q => q.Domain).Distinct().Count().ShouldBe(8);
        DataSets.ReadPairs(input).Rows.Count.ShouldBe(160);
    }

    [Fact]
    public void Helpful_base()
    {
        var input = Input("hh-helpful-base-test/test.jsonl.gz", DataFormat.HhRlhf);
        var pairs = DataSets.ReadPairs(input);
        pairs.Rows.Count.ShouldBe(2344 - 4 - 2);
        pairs.Notes.Count.ShouldBe(2);
        pairs.Notes[0].ShouldEndWith("4 of the pairs left out because an answer is empty (such as test.jsonl.gz:121).");
        pairs.Notes[1].ShouldEndWith("2 of the pairs left out because both answers are the same.");
        pairs.Rows.ShouldAllBe(p => !p.Chosen.Contains("\n\nAssistant:") && !p.Question.StartsWith("Assistant:", StringComparison.Ordinal));
        var single = DataSets.ReadQuestions(Input("hh-helpful-base-test/test.jsonl.gz", DataFormat.HhRlhf,
            new DataSource { Path = "", SingleTurnOnly = true }));
        single.Rows.Count.ShouldBe(695);
        single.Rows[0].Text.ShouldBe("Do you know why turkeys became the official food of thanksgiving?");
    }

    [Theory]
    [InlineData("self-instruct/seed_tasks.jsonl", 175)]
    [InlineData("self-instruct/user_oriented_instructions.jsonl", 252)]
    public void Self_instruct(string file, int count)
    {
        var input = Input(file, DataFormat.SelfInstruct);
        DataSets.ReadQuestions(input).Rows.Count.ShouldBe(count);
        DataSets.ReadDemonstrations(input).Rows.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("mt-bench/mt_bench-question.jsonl")]
    [InlineData("mt-bench/vicuna_bench-question.jsonl")]
    public void Question_benches(string file) => DataSets.ReadQuestions(Input(file, DataFormat.MtBench)).Rows.Count.ShouldBe(80);
}
