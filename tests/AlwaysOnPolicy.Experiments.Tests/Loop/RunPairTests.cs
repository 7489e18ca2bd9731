using System.Text.Json.Nodes;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>Part of <see cref="TinyRunTests"/>' kind: what people are shown of a run, and what comes back into its report.</summary>
public sealed class RunPairTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public async Task The_first_answers_of_two_policies_stand_side_by_side_with_the_judges_verdicts()
    {
        var pair = await RunPair.ReadAsync(tiny.Folder, ("aop", 2), ("sop", 2), default);
        var (aop, sop) = ((await tiny.Run.ReadAsync(tiny.Experiment.TestAnswers[("aop", 2)])).Answers, (await tiny.Run.ReadAsync(
            tiny.Experiment.TestAnswers[("sop", 2)])).Answers);
        pair.Answers.Select(p => (p.Question.Id, p.AnswerA, p.AnswerB)).ShouldBe(aop.Zip(sop).Where(p => p.First.Sample == 0)
            .Select(p => (p.First.Question.Id, p.First.Answer, p.Second.Answer)));
        pair.Verdicts.Select(v => v.QuestionId).ShouldBe(pair.Answers.Select(p => p.Question.Id));

        var turned = await RunPair.ReadAsync(tiny.Folder, ("sop", 2), ("aop", 2), default);
        turned.Verdicts.Count(v => v.Preference == Preference.A).ShouldBe(pair.Verdicts.Count(v => v.Preference == Preference.B));
        turned.Answers[0].AnswerA.ShouldBe(pair.Answers[0].AnswerB);
        (await RunPair.ReadAsync(tiny.Folder, ("aop", 2), ("sft", 0), default)).Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_that_is_not_there_and_a_pair_that_is_one_are_refused()
    {
        (await Should.ThrowAsync<SettingsException>(() => RunPair.ReadAsync(tiny.Folder, ("aop", 3), ("sop", 2), default))).Message.ShouldContain("aop:2");
        (await Should.ThrowAsync<SettingsException>(() => RunPair.ReadAsync(tiny.Folder, ("aop", 1), ("sop", 1), default))).Message.ShouldContain("one policy");
        await Should.ThrowAsync<SettingsException>(() => RunPair.ReadAsync(Path.GetTempPath(), ("aop", 1), ("sop", 1), default));
    }

    [Fact]
    public void What_people_said_joins_the_report_and_all_else_in_it_stays()
    {
        JsonObject Report() => JsonNode.Parse(File.ReadAllText(Path.Combine(tiny.Folder, "report", "report.json")))!.AsObject();
        var (before, page) = (Report(), File.ReadAllText(Path.Combine(tiny.Folder, "report", "index.html")));
        Verdict[] verdicts = [new("q1", "law", 0, Preference.A, "ann"), new("q1", "law", 0, Preference.A, "bob"), new("q2", "law", 0, Preference.Tie, "ann")];
        var folder = Directory.CreateDirectory(Path.Combine(tiny.Folder, HumanFiles.Folder, "aop-2-sop-2")).FullName;
        HumanFiles.Write(folder, HumanComparison.Of("aop", "sop", 2, verdicts, [], [], seed: 1, draws: 50));
        HumanFiles.AddToReport(tiny.Folder).ShouldBe(Path.Combine(tiny.Folder, "report", "index.html"));

        var after = Report();
        after["human"]!.AsArray().Single()!["all"]!["items"]!.GetValue<int>().ShouldBe(2);
        foreach (var (name, value) in before.Where(p => p.Key is not ("human" or "seal"))) JsonNode.DeepEquals(after[name], value).ShouldBeTrue(name);
        var made = File.ReadAllText(Path.Combine(tiny.Folder, "report", "index.html"));
        made.ShouldContain("Human evaluation");
        made.ShouldContain("the paper: AOP (A) against SOP (B), iteration 2");
        File.ReadAllText(Path.Combine(tiny.Folder, "report", "report.md")).ShouldContain("## Human evaluation: AOP (A) against SOP (B), iteration 2");

        // Everything that was on the page is still there, word for word.
        foreach (var section in page.Split("<section ").Skip(1).Select(s => s[..s.IndexOf("</section>", StringComparison.Ordinal)])
            .Where(s => !s.StartsWith("id=\"words\"", StringComparison.Ordinal)))
            made.ShouldContain(section, Case.Sensitive);
    }
}
