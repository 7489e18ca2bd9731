using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using Microsoft.Extensions.AI;

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
    public async Task A_judging_that_ended_with_an_error_asks_only_for_what_has_no_verdict()
    {
        var asked = new List<string>();
        await Should.ThrowAsync<JudgeException>(() => JudgeAsync(asked, failing: ["q1/0", "q1/1"], stopAt: "q2/0"));
        asked.ShouldBe(["q0/0", "q0/1", "q1/0", "q1/1"]);

        asked.Clear();
        var verdicts = await JudgeAsync(asked, failing: ["q1/1"]);
        asked.ShouldBe(["q1/0 again 1", "q1/1 again 1", "q2/0", "q2/1"]);
        verdicts.Select(v => $"{v.QuestionId}/{v.Sample} {v.Preference}").ShouldBe(["q0/0 Tie", "q0/1 Tie", "q1/0 Tie", "q1/1 Failed", "q2/0 Tie", "q2/1 Tie"]);

        asked.Clear();
        (await JudgeAsync(asked, lacking: "an output")).ShouldAllBe(v => v.Preference == Preference.Tie);
        asked.ShouldBe(["q1/1 again 2"]);

        asked.Clear();
        await JudgeAsync(asked, lacking: "an output");
        asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_failures_end_a_judging_and_are_asked_again_by_the_next()
    {
        var asked = new List<string>();
        await Should.ThrowAsync<JudgeException>(() => JudgeAsync(asked, failing: ["q1/0"], require: _ => throw new JudgeException("too many")));
        asked.Clear();
        await JudgeAsync(asked);
        asked.ShouldBe(["q1/0 again 1"]);
    }

    /// <summary>A kill leaves the file as it is and no output; what ends in order leaves an output that lacks something, under a name of its own.</summary>
    [Fact]
    public async Task A_failure_is_asked_again_by_the_run_after_the_output_that_lacks_it_and_not_after_a_kill()
    {
        var asked = new List<string>();
        await Should.ThrowAsync<OperationCanceledException>(() => JudgeAsync(asked, failing: ["q0/0"], killAt: "q1/0"));
        asked.Clear();
        (await JudgeAsync(asked))[0].Preference.ShouldBe(Preference.Failed);
        asked.ShouldBe(["q1/0", "q1/1", "q2/0", "q2/1"]);

        asked.Clear();
        await Should.ThrowAsync<OperationCanceledException>(() => JudgeAsync(asked, killAt: "q0/0", lacking: "first"));
        (await JudgeAsync(asked, failing: ["q0/0"], lacking: "first"))[0].Preference.ShouldBe(Preference.Failed);   // killed once more behind it
        (await JudgeAsync(asked, lacking: "first"))[0].Preference.ShouldBe(Preference.Failed);
        asked.ShouldBe(["q0/0 again 1"]);
        (await JudgeAsync(asked, lacking: "second"))[0].Preference.ShouldBe(Preference.Tie);
        asked.ShouldBe(["q0/0 again 1", "q0/0 again 2"]);
    }

    [Fact]
    public async Task Tokens_are_those_of_all_verdicts_however_often_the_judging_was_killed()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => JudgeAsync([], killAt: "q1/1"));
        await JudgeAsync([]);
        using var kept = Open(null);
        kept.Tokens.ShouldBe(6 * 10);
        kept.Count.ShouldBe(6);
    }

    [Theory, InlineData(20), InlineData(150)]
    public async Task Half_a_line_and_a_damaged_one_are_asked_again_with_what_follows(int fromTheEnd)
    {
        var asked = new List<string>();
        await JudgeAsync(asked);
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file);
        var lines = bytes.Count(b => b == (byte)'\n');
        var before = bytes.AsSpan(0, bytes.Length - fromTheEnd).Count((byte)'\n');
        before.ShouldBeInRange(1, lines - 1);
        if (fromTheEnd == 20) bytes = bytes[..^20];
        else bytes[^fromTheEnd] ^= 4;
        await File.WriteAllBytesAsync(file, bytes);

        asked.Clear();
        (await JudgeAsync(asked)).Count.ShouldBe(6);
        asked.ShouldBe([.. s_pairs.Skip(before).Select(p => $"{p.Question.Id}/{p.Sample}")]);
        asked.Clear();
        await JudgeAsync(asked);
        asked.ShouldBeEmpty();
    }

    [Fact]
    public void Where_nothing_is_kept_no_folder_is_made()
    {
        using (Open(null)) { }
        Directory.Exists(_folder).ShouldBeFalse();
    }

    private KeptVerdicts Open(string? lacking) => new(new KeptItems<KeptVerdicts.Line>(Path.Combine(_folder, "judged.kept"), "a stage"), lacking);

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(List<string> asked, string[]? failing = null, string? stopAt = null, string? killAt = null,
        string? lacking = null, Action<IReadOnlyList<Verdict>>? require = null)
    {
        using var kept = Open(lacking);
        return await kept.CompleteAsync(s_pairs, new TestJudge(asked, failing ?? [], stopAt, killAt, kept.Add), require ?? (_ => { }), default);
    }

    private sealed class TestJudge(List<string> asked, string[] failing, string? stopAt, string? killAt, Action<Verdict, UsageDetails> decided) : IPairwiseJudge
    {
        public string Name => "test";

        public Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel)
        {
            var verdicts = new List<Verdict>();
            foreach (var c in comparisons)
            {
                var name = $"{c.Question.Id}/{c.Sample}";
                if (name == stopAt) throw new JudgeException("enough");
                if (name == killAt) throw new OperationCanceledException();
                asked.Add(c.Attempt == 0 ? name : $"{name} again {c.Attempt}");
                var failed = failing.Contains(name);
                verdicts.Add(new(c.Question.Id, c.Question.Domain, c.Sample, failed ? Preference.Failed : Preference.Tie, Name, failed ? "hm" : null));
                decided(verdicts[^1], new() { InputTokenCount = 7, OutputTokenCount = 3 });
            }
            return Task.FromResult<IReadOnlyList<Verdict>>(verdicts);
        }
    }
}
