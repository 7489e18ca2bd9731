using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class PairOptionsTests
{
    [Theory]
    [InlineData("a.jsonl", "a.jsonl", DataFormat.Jsonl)]
    [InlineData("a.csv", "a.csv", DataFormat.Csv)]
    [InlineData("a.tsv.gz", "a.tsv.gz", DataFormat.Csv)]
    [InlineData("a.parquet", "a.parquet", DataFormat.Parquet)]
    [InlineData("a.parquet:h4", "a.parquet", DataFormat.H4)]
    [InlineData("shp/*/test.json:shp", "shp/*/test.json", DataFormat.Shp)]
    [InlineData("hh.jsonl.gz:hh_rlhf", "hh.jsonl.gz", DataFormat.HhRlhf)]
    [InlineData("a.txt:csv", "a.txt", DataFormat.Csv)]
    [InlineData(@"C:\data\a.csv", @"C:\data\a.csv", DataFormat.Csv)]
    [InlineData("odd:name/a.csv", "odd:name/a.csv", DataFormat.Csv)]
    public void A_format_is_named_or_follows_from_the_file(string text, string path, DataFormat format)
    {
        var source = DataFileName.Read(text, "--pairs", DataUse.Pairs);
        (source.Path, source.Format).ShouldBe((path, format));
    }

    [Theory]
    [InlineData("a.jsonl:dolly")]   // a format without pairs
    [InlineData("a.jsonl:xml")]
    public void A_format_without_pairs_is_refused(string text) =>
        Should.Throw<SettingsException>(() => DataFileName.Read(text, "--pairs", DataUse.Pairs)).Message.ShouldContain(
            "these are: shp, hh_rlhf, h4, sharegpt, alpaca, jsonl, csv, parquet");

    [Fact]
    public void Columns_are_mapped()
    {
        ColumnsOption.Read([]).ShouldBe(new DataColumns());
        ColumnsOption.Read(["question=prompt, chosen=better", "rejected=a=b"])
            .ShouldBe(new DataColumns { Question = "prompt", Chosen = "better", Rejected = "a=b" });
        ColumnsOption.Read(["id=i,domain=d,margin=m"]).ShouldBe(new DataColumns { Id = "i", Domain = "d", Margin = "m" });
        ColumnsOption.Read(["answer=a"]).ShouldBe(new DataColumns { Answer = "a" });
        Should.Throw<SettingsException>(() => ColumnsOption.Read(["anser=x"])).Message.ShouldContain("'anser=x'");
        Should.Throw<SettingsException>(() => ColumnsOption.Read(["question"])).Message.ShouldContain("name=column");
    }

    [Fact]
    public void Models_have_the_name_given_or_that_of_their_folder()
    {
        var models = BenchArguments.Models(["a=x/y,own/RM-Tiny", "models/b/"], ["b"]);
        models.Select(m => (m.Name, m.Folder, m.TrainedOnBench)).ShouldBe([("a", "x/y", false), ("RM-Tiny", "own/RM-Tiny", false), ("b", "models/b/", true)]);
        Should.Throw<SettingsException>(() => BenchArguments.Models(["=x"], [])).Message.ShouldContain("'=x'");
        Should.Throw<SettingsException>(() => BenchArguments.Models(["a=x"], ["c"])).Message.ShouldContain("'c'");
    }
}
