using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Annotation;
using AlwaysOnPolicy.Web.Annotation.Records;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

public sealed class HumanEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verdicts_are_counted_by_item_and_checks_and_repeats_apart()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(items: 8, checks: 2, repeats: 2));
        // Raters 1 and 2 always prefer A; rater 3 prefers B, fails the checks, and says A where an item comes again.
        foreach (var rater in new[] { 1, 2 }) SampleStudy.Rate(store, rater, _ => Preference.A);
        SampleStudy.Rate(store, 3, t => t.Kind == TaskKind.Repeat ? Preference.A : Preference.B);
        var found = await HumanEvaluation.CountAsync(_folder.Path, CancellationToken.None);
        (found.A, found.B, found.Iteration).ShouldBe((SampleStudy.NameA, SampleStudy.NameB, 2));
        (found.All.Items, found.All.AWins!.Count, found.All.BWins!.Count).ShouldBe((8, 8, 0));
        found.Raters.Select(r => (r.Checks!.Passed, r.Checks.Checks, r.Checks.Same, r.Checks.Repeats)).ShouldBe([(2, 2, 2, 2), (2, 2, 2, 2), (0, 2, 0, 2)]);
        found.Domains.Select(d => (d.Domain, d.Items)).ShouldBe([("law", 4), ("pets", 4)]);
        File.Exists(Path.Combine(_folder.Path, "human.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_word_of_anybody_there_is_nothing_to_count()
    {
        await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        await Should.ThrowAsync<DataException>(() => HumanEvaluation.CountAsync(_folder.Path, CancellationToken.None));
        Should.Throw<SettingsException>(() => HumanEvaluation.FoldersIn(Path.Combine(_folder.Path, "elsewhere")));
    }

    [Theory]
    [InlineData("aop:2")]
    [InlineData("aop:2,sop")]
    [InlineData("aop:2,sop:x")]
    [InlineData("aop:2,sop:2,vanilla:2")]
    public void A_pair_that_is_none_is_refused(string pair) => Should.Throw<SettingsException>(() => AnnotationSource.OfRun("run", pair));

    [Fact]
    public async Task Files_of_answers_are_matched_by_question()
    {
        var (a, b) = (Path.Combine(_folder.Path, "one.jsonl"), Path.Combine(_folder.Path, "two.jsonl"));
        File.WriteAllText(a, """
            {"id":"1","domain":"law","question":"why ?","sample":0,"answer":"<b>so</b>","ended":true}
            {"id":"1","domain":"law","question":"why ?","sample":1,"answer":"another","ended":true}
            {"id":"2","domain":null,"question":"how ?","sample":0,"answer":"","ended":true}
            """);
        File.WriteAllText(b, """
            {"id":"2","question":"how ?","answer":"thus"}
            {"id":"1","question":"why ?","answer":"because"}
            {"id":"3","question":"who ?","answer":"me"}
            """);
        var source = AnnotationSource.OfFiles(a, b);
        (source.A.ToString(), source.B.ToString()).ShouldBe(("one", "two"));
        var pairs = await source.ReadAsync(CancellationToken.None);
        pairs.Select(p => (p.Question.Id, p.Question.Domain, p.AnswerA, p.AnswerB)).ShouldBe([("1", "law", "<b>so</b>", "because"), ("2", null, "", "thus")]);
        File.WriteAllText(b, """{"id":"1","question":"worded otherwise ?","answer":"because"}""");
        (await Should.ThrowAsync<DataException>(() => AnnotationSource.OfFiles(a, b).ReadAsync(CancellationToken.None)))
            .Message.ShouldContain("worded otherwise");
    }
}
