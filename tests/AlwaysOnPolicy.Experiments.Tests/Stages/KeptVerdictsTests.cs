using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop.Stages;

namespace AlwaysOnPolicy.Experiments.Tests.Stages;

public sealed class KeptVerdictsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aop-verdicts-{Guid.NewGuid():N}");

    private static readonly Comparison[] s_pairs = [.. Enumerable.Range(0, 6)
        .Select(i => new Comparison(new($"q{i / 2}", null, "why?"), i % 2, "a", true, "b", true))];

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_judging_that_was_stopped_asks_only_for_what_has_no_verdict()
    {
        var asked = new List<string>();
        await Should.ThrowAsync<JudgeException>(() => JudgeAsync(asked, failing: ["q1/0", "q1/1"], stopAt: "q2/0"));
        asked.ShouldBe(["q0/0", "q0/1", "q1/0", "q1/1"]);

        asked.Clear();
        var verdicts = await JudgeAsync(asked, failing: ["q1/1"]);
        asked.ShouldBe(["q1/0 again 1", "q1/1 again 1", "q2/0", "q2/1"]);
        verdicts.Select(v => $"{v.QuestionId}/{v.Sample} {v.Preference}").ShouldBe(["q0/0 Tie", "q0/1 Tie", "q1/0 Tie", "q1/1 Failed", "q2/0 Tie", "q2/1 Tie"]);

        asked.Clear();
        (await JudgeAsync(asked)).ShouldAllBe(v => v.Preference == Preference.Tie);
        asked.ShouldBe(["q1/1 again 2"]);

        asked.Clear();
        await JudgeAsync(asked);
        asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_a_line_of_a_killed_run_is_asked_again()
    {
        var asked = new List<string>();
        await JudgeAsync(asked);
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file))[..^20]);

        asked.Clear();
        (await JudgeAsync(asked)).Count.ShouldBe(6);
        asked.ShouldBe(["q2/1"]);
        asked.Clear();
        await JudgeAsync(asked);
        asked.ShouldBeEmpty();
    }

    [Fact]
    public void Where_nothing_is_kept_no_folder_is_made()
    {
        using (new KeptVerdicts(_folder)) { }
        Directory.Exists(_folder).ShouldBeFalse();
    }

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(List<string> asked, string[]? failing = null, string? stopAt = null)
    {
        using var kept = new KeptVerdicts(_folder);
        return await kept.CompleteAsync(s_pairs, new TestJudge(asked, failing ?? [], stopAt, kept.Add), default);
    }

    private sealed class TestJudge(List<string> asked, string[] failing, string? stopAt, Action<Verdict> decided) : IPairwiseJudge
    {
        public string Name => "test";

        public Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel)
        {
            var verdicts = new List<Verdict>();
            foreach (var c in comparisons)
            {
                var name = $"{c.Question.Id}/{c.Sample}";
                if (name == stopAt) throw new JudgeException("enough");
                asked.Add(c.Attempt == 0 ? name : $"{name} again {c.Attempt}");
                var failed = failing.Contains(name);
                verdicts.Add(new(c.Question.Id, c.Question.Domain, c.Sample, failed ? Preference.Failed : Preference.Tie, Name, failed ? "hm" : null));
                decided(verdicts[^1]);
            }
            return Task.FromResult<IReadOnlyList<Verdict>>(verdicts);
        }
    }
}
