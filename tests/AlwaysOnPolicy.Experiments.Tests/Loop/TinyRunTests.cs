using System.Text.Json.Nodes;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

/// <summary>A whole run, small in size and real in every part.</summary>
public sealed class TinyRunTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private async Task<IReadOnlyCollection<string>> WeakDomainsAsync() => [.. (await tiny.Run.ReadAsync(tiny.Experiment.Data)).WeakDomains];

    private JsonObject Report => JsonNode.Parse(File.ReadAllText(Path.Combine(tiny.Folder, "report", "report.json")))!.AsObject();

    [Fact]
    public void The_report_compares_aop_with_sop_from_iteration_2_and_with_vanilla_from_1()
    {
        foreach (var table in new[] { "comparisons", "weakest" })
            Report[table]!.AsArray().Select(c => $"{c!["a"]} {c["b"]} {c["iteration"]}").ShouldBe(["aop sop 2", "aop vanilla 1", "aop vanilla 2"]);
        Report["further"]!.AsArray().Select(c => $"{c!["a"]} {c["b"]} {c["iteration"]}").ShouldBe(["sop vanilla 1", "sop vanilla 2"]);
    }

    [Fact]
    public async Task Each_comparison_counts_every_judged_answer_once()
    {
        var weak = await WeakDomainsAsync();
        foreach (var (table, domains) in new[] { ("comparisons", 18), ("weakest", 5) })
            foreach (var c in Report[table]!.AsArray())
            {
                var planned = tiny.Experiment.Comparisons.Single(p => $"{p.A} {p.B} {p.Iteration}".Equals(
                    $"{c!["a"]} {c["b"]} {c["iteration"]}", StringComparison.OrdinalIgnoreCase));
                Verdict[] verdicts = [.. (await tiny.Run.ReadAsync(planned.Verdicts)).Verdicts.Where(v => domains == 18 || weak.Contains(v.Domain!))];
                verdicts.Length.ShouldBe(domains * 2);
                int[] counts = [.. new[] { "prompts", "a_wins", "b_wins", "ties", "failed" }.Select(name => c![name]!.GetValue<int>())];
                counts.ShouldBe([domains * 2, .. new[] { Preference.A, Preference.B, Preference.Tie, Preference.Failed }.Select(
                    p => verdicts.Count(v => v.Preference == p))]);
                c!["a_win_rate"]!.GetValue<double>().ShouldBe((double)counts[1] / counts[0], 1e-12);
                var interval = WinRate.Count(verdicts, Seeds.Derive(tiny.Settings.Seed, "bootstrap")).Interval;
                c["interval"]!.AsArray().Select(i => i!.GetValue<double>()).ShouldBe([interval.Low, interval.High]);
            }
    }

    [Fact]
    public async Task Arms_have_gold_after_each_iteration_with_sft_as_iteration_0()
    {
        var arms = Report["arms"]!.AsArray();
        arms.Select(a => $"{a!["arm"]} {a["iteration"]}").ShouldBe(["sft 0", "vanilla 1", "vanilla 2", "sop 1", "sop 2", "aop 1", "aop 2"]);
        var weak = await WeakDomainsAsync();
        foreach (var arm in arms)
        {
            var iteration = arm!["iteration"]!.GetValue<int>();
            var name = iteration == 0 ? "vanilla" : arm["arm"]!.GetValue<string>();
            var scores = (await tiny.Run.ReadAsync(tiny.Experiment.Gold[(name, iteration)])).Scores;
            scores.Count.ShouldBe(18 * 2 * 2);
            arm["gold"]!.GetValue<double>().ShouldBe(scores.Average(s => s.Gold), 1e-12);
            arm["gold_weakest"]!.GetValue<double>().ShouldBe(scores.Where(s => weak.Contains(s.Domain)).Average(s => s.Gold), 1e-12);
        }
        arms[3]!["gold"]!.GetValue<double>().ShouldBe(arms[5]!["gold"]!.GetValue<double>());   // one stage
    }

    [Fact]
    public void The_report_folder_holds_all_its_forms()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(tiny.Folder, "report"), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(tiny.Folder, f))];
        files.ShouldContain(Path.Combine("report", "index.html"));
        files.ShouldContain(Path.Combine("report", "report.md"));
        files.ShouldContain(Path.Combine("report", "plots", "value-loss.svg"));
        files.ShouldContain(Path.Combine("report", "plots", "reward-by-domain.svg"));
    }

    [Fact]
    public void Tensorboard_has_a_run_for_each_arm_with_every_statistic_under_trls_keys()
    {
        foreach (var arm in new[] { "vanilla", "sop", "aop" })
        {
            var events = TensorBoardFile.Read(File.ReadAllBytes(Path.Combine(tiny.Folder, "report", "tensorboard", arm, "events.out.tfevents.0.aop")));
            events.Skip(1).Select(e => e.Step).ShouldBe([1, 2, 3, 4]);   // two iterations of two steps
            foreach (var key in new[] { "objective/kl", "ppo/loss/value", "ppo/loss/policy", "ppo/policy/ratio", "env/reward_mean", "ppo/skipped_updates",
                "time/ppo/total" })
                events.Skip(1).ShouldAllBe(e => e.Summary.Value.Any(v => v.Tag == key), key);
        }
    }

    [Fact]
    public void The_first_iteration_of_sop_and_aop_was_computed_once()
    {
        var finished = tiny.Run.ReadLog().Where(l => l.Event == "stage_finished").ToArray();
        finished.Count(l => l.Stage!.StartsWith("ppo-", StringComparison.Ordinal)).ShouldBe(5);   // three arms, two iterations, one of them shared
        finished.Select(l => l.Stage).ShouldBeUnique();
        finished.Length.ShouldBe(tiny.Experiment.Plan.Nodes.Count);
    }

    [Theory]
    [InlineData("compute.parallel_stages=1")]
    [InlineData("compute.parallel_stages=2")]
    public async Task Another_run_of_the_same_settings_leaves_the_same_artifacts(string how)
    {
        var folder = Directory.CreateTempSubdirectory("aop-again-").FullName;
        await ExperimentRun.RunAsync(TinyExperiment.Settings(how), folder, null, null, CancellationToken.None);
        TinyExperiment.Artifacts(folder).ShouldBe(TinyExperiment.Artifacts(tiny.Folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Another_seed_leaves_others()
    {
        var folder = Directory.CreateTempSubdirectory("aop-seed-").FullName;
        await ExperimentRun.RunAsync(TinyExperiment.Settings("seed=2"), folder, "sft", null, CancellationToken.None);
        var values = TinyExperiment.Artifacts(tiny.Folder).Where(a => a.Key.EndsWith(".safetensors", StringComparison.Ordinal)).Select(a => a.Value);
        TinyExperiment.Artifacts(folder).Where(a => a.Key.EndsWith(".safetensors", StringComparison.Ordinal)).Select(a => a.Value)
            .Intersect(values).ShouldBeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Running_again_computes_nothing_and_makes_the_same_report()
    {
        var page = Path.Combine(tiny.Folder, "report", "index.html");
        var before = await File.ReadAllTextAsync(page);
        await ExperimentRun.RunAsync(tiny.Settings, tiny.Folder, null, null, CancellationToken.None);
        tiny.Run.ReadLog().Reverse().TakeWhile(l => l.Event != "run_started").Count(l => l.Event == "stage_reused").ShouldBe(tiny.Experiment.Plan.Nodes.Count);
        (await File.ReadAllTextAsync(page)).ShouldBe(before);
    }

    [Fact]
    public async Task A_finished_run_can_be_judged_against_a_file_of_answers_and_computes_these_verdicts_alone()
    {
        var folder = Directory.CreateTempSubdirectory("aop-against-").FullName;
        foreach (var file in Directory.EnumerateFiles(tiny.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(tiny.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        // Vanilla's own last answers to half of the questions: against it all is a tie.
        var vanilla = (await tiny.Run.ReadAsync(tiny.Experiment.TestAnswers[("vanilla", 2)])).Answers;
        var answers = Path.Combine(folder, "others.jsonl");
        await File.WriteAllLinesAsync(answers, vanilla.Where((_, i) => i % 4 < 2).Select(x => System.Text.Json.JsonSerializer.Serialize(
            new { question = x.Question.Text, sample = x.Sample, answer = x.Answer, ended = x.Ended })));
        var settings = TinyExperiment.Settings($"evaluation.against=[{{ name: others, data: {{ path: '{answers}' }} }}]");

        await ExperimentRun.RunAsync(settings, folder, null, null, CancellationToken.None);

        string[] computed = [.. new Engine.RunFolder(folder).ReadLog().Reverse().TakeWhile(l => l.Event != "run_started").Where(l =>
            l.Event == "stage_finished")
            .Select(l => l.Stage!.Split('-')[0])];
        computed.CountBy(c => c).ShouldBe([new("match", 6), new("judge", 3)], ignoreOrder: true);
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report", "report.json")))!;
        var rows = report["comparisons"]!.AsArray().Concat(report["further"]!.AsArray()).Where(c => c!["b"]!.GetValue<string>() == "others").ToArray();
        rows.Select(c => c!["a"]!.GetValue<string>()).ShouldBe(["aop", "sop", "vanilla"]);
        rows.ShouldAllBe(c => c!["prompts"]!.GetValue<int>() == 18 && c["iteration"]!.GetValue<int>() == 2);
        rows[2]!["ties"]!.GetValue<int>().ShouldBe(18);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("[{ name: aop, data: { path: x } }]", "evaluation.against: 'aop' is the name of two files of answers, or of one and an arm")]
    [InlineData("[{ data: { path: a/x.json } }, { data: { path: b/x.json } }]", "evaluation.against: 'x' is the name of two")]
    public void Answers_to_be_judged_against_need_names_of_their_own(string against, string message) =>
        Should.Throw<SettingsException>(() => ExperimentPlan.Build(TinyExperiment.Settings($"evaluation.against={against}"))).Message.ShouldStartWith(message);

    [Fact]
    public void The_settings_as_resolved_give_the_same_plan()
    {
        var again = Engine.Settings.SettingsFile.Load<ExperimentSettings>(tiny.Run.ExperimentFile);
        ExperimentPlan.Build(again).Plan.Nodes.Select(n => n.Key).ShouldBe(tiny.Experiment.Plan.Nodes.Select(n => n.Key));
    }
}
