using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Stages;

public sealed class ReadScoredTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Record => Path.Combine(_folder.Path, "quadruples.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_of_each_domain_are_read_in_the_files_order()
    {
        File.WriteAllLines(Record, Enumerable.Range(0, 6).Select(i =>
            $$"""{"id":"{{i}}","domain":"{{(i % 3 == 0 ? "a" : "b")}}","question":"q{{i}}","sample":{{i}},"answer":"","reward":{{i}}.5}"""));
        ReadScored.Read(Record, null).Select(s => s.Reward).ShouldBe([0.5, 1.5, 2.5, 3.5, 4.5, 5.5]);
        ReadScored.Read(Record, 1).Select(s => (s.Domain, s.Reward)).ShouldBe([("a", 3.5), ("b", 5.5)]);
    }

    [Theory]
    [InlineData("""{"question":"q","answer":"a"}""", "reward")]
    [InlineData("""{"question":"q","answer":"a","reward":"NaN"}""", "reward")]
    [InlineData("""{"question":"","answer":"a","reward":1}""", "question")]
    [InlineData("""{"question":"q","reward":1}""", "answer")]
    public void A_row_that_cannot_be_read_is_named(string row, string column)
    {
        File.WriteAllText(Record, row);
        var message = Should.Throw<DataException>(() => ReadScored.Read(Record, null)).Message;
        message.ShouldContain(column);
        message.ShouldContain(":1");
    }

    [Theory]
    [InlineData("when once", "loop.arms=[aop]", "loop.iterations=2")]
    [InlineData("the rule paper", "loop.arms=[{name: x, when: once, rule: shortfall}]", "loop.iterations=2")]
    public void An_arm_that_a_file_cannot_serve_is_refused(string says, params string[] overrides)
    {
        File.WriteAllText(Record, "{}");
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings([$"probe.scored={Record}", .. overrides])))
            .Message.ShouldContain(says.Split(' ')[^1]);
    }
}
