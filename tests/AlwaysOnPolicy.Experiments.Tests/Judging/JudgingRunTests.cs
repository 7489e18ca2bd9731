using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Judging;

/// <summary>Two files of answers, judged by every kind of judge that may be there.</summary>
public sealed class JudgingRunTests : IDisposable
{
    private const int Questions = 12;
    private readonly TemporaryFolder _folder = new();
    private readonly ChatServer _server = new() { ByRequest = true };
    private readonly Recorder _seen = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Write(string name, IEnumerable<object> rows)
    {
        File.WriteAllText(At(name), name.EndsWith(".jsonl", StringComparison.Ordinal)
            ? string.Concat(rows.Select(r => JsonSerializer.Serialize(r) + "\n")) : JsonSerializer.Serialize(rows));
        return At(name);
    }

    private static string Question(int i) => $"What of w{i} <b>?";

    /// <summary>Ours as aop answer writes them, one of them empty; theirs as AlpacaEval has them, in another order and with one more.</summary>
    private JudgingSettings Settings(params JudgeSettings[] judges) => new()
    {
        A = new()
        {
            Name = "ours",
            Data = new()
            {
                Path = Write("ours.jsonl", Enumerable.Range(0, Questions).Select(i => (object)new
                { id = $"q{i}", domain = i % 2 == 0 ? "x" : "y", question = Question(i), sample = 0, answer = i == 3 ? "" : $"w{i} w{i + 1}", ended = true })),
            },
        },
        B = new()
        {
            Data = new()
            {
                Path = Write("theirs.json", Enumerable.Range(0, Questions + 1).Reverse().Select(i => (object)new
                { instruction = Question(i).ToUpperInvariant(), output = $"w{i + 2} w{i + 3} w{i + 4}", generator = "base", dataset = "d" })),
                Format = DataFormat.AlpacaEval,
            },
        },
        Judges = judges,
        SampleAnswers = 5,
    };

    private JudgeSettings Chat => new()
    {
        Kind = JudgeKind.Chat,
        Chat = new() { Provider = AlwaysOnPolicy.Chat.ChatProvider.Compatible, Model = "m", Endpoint = _server.Endpoint },
    };

    private JudgeSettings Reward(string name = "reward") =>
        new() { Name = name, Model = Directory.Exists(At(name)) ? At(name) : RewardFolders.Decoder("llama-reward", At(name)) };

    private async Task<JudgingReport> RunAsync(JudgingSettings settings, bool replace = false) =>
        (await JudgingRun.RunAsync(settings, At("run"), _seen, CancellationToken.None, replace)).Report;

    [Fact]
    public async Task Each_judge_has_its_row_its_cards_and_its_annotations_and_one_that_is_added_asks_nothing_of_the_others()
    {
        var first = await RunAsync(Settings(Chat));
        var asked = _server.Prompts.Count;
        asked.ShouldBe(2 * Questions);
        (first.A, first.B).ShouldBe(("ours", "base"));
        var card = first.Judges[0].Cards[0];
        (card.Counts.Records, card.EmptyA, card.EmptyB, card.Position!.Readings).ShouldBe((Questions, 1, 0, 2 * Questions));
        first.Judges[0].Cards.Select(c => c.Domain).ShouldBe([null, "x", "y"]);
        first.Notes.ShouldContain(n => n.StartsWith($"1 of {Questions + 1} answers of base are left out", StringComparison.Ordinal));

        var both = await RunAsync(Settings(Chat, Reward()));
        _server.Prompts.Count.ShouldBe(asked);
        both.Judges.Select(j => j.Name).ShouldBe(["m", "reward"]);
        both.Judges[1].Comparisons[0].WinRate.Prompts.ShouldBe(Questions);
        both.Agreements.Select(a => a.Domain).ShouldBe([null, "x", "y"]);
        both.Agreements[0].Agreement.Comparisons.ShouldBe(Questions);
        both.Shown.Count.ShouldBe(5);
        both.Shown.ShouldAllBe(s => s.Verdicts.Count == 2);
        JudgingTables.Answers(both)!.Rows.ShouldAllBe(r => r[5] == "ours" || r[5] == "base" || r[5] == "tie");

        var annotations = JsonNode.Parse(await File.ReadAllTextAsync(At(Path.Combine("run", "annotations", "m.json"))))!.AsArray();
        annotations.Count.ShouldBe(Questions);
        annotations[0]!["generator_2"]!.GetValue<string>().ShouldBe("ours");
        annotations.Count(a => a!["preference"]!.GetValue<double>() == 2).ShouldBe(both.Judges[0].Comparisons[0].WinRate.AWins);

        var page = await File.ReadAllTextAsync(At(Path.Combine("run", "judging.html")));
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).ShouldNotBeNull();
        page.ShouldContain("&lt;b&gt;?");
        (await File.ReadAllTextAsync(At(Path.Combine("run", "judging.md")))).ShouldContain("## Agreement of judges");
    }

    [Fact]
    public async Task What_was_written_as_annotations_judges_like_its_judge()
    {
        var report = await RunAsync(Settings(Reward()));
        var file = At(Path.Combine("run", "annotations", "reward.json"));
        var again = await RunAsync(Settings(Reward(), new() { Name = "file", Kind = JudgeKind.Annotations, Annotations = file }));
        again.Judges[1].Comparisons[0].WinRate.ShouldBe(report.Judges[0].Comparisons[0].WinRate);
        again.Agreements[0].Agreement.Same!.Share.ShouldBe(1);
    }

    [Fact]
    public async Task Annotations_of_other_answers_are_no_verdict_and_the_order_of_the_two_does_not_matter()
    {
        object Row(int i, string first, string second, double preference) =>
            new { instruction = Question(i), output_1 = first, output_2 = second, preference };
        string Ours(int i) => $"w{i} w{i + 1}";
        string Theirs(int i) => $"w{i + 2} w{i + 3} w{i + 4}";
        var file = Write("annotations.json", [Row(0, Theirs(0), Ours(0), 2), Row(1, Ours(1), Theirs(1), 2), Row(2, "else", Ours(2), 2), Row(4, Theirs(4),
            Ours(4), 1.5)]);
        var rate = (await RunAsync(Settings(new JudgeSettings { Kind = JudgeKind.Annotations, Annotations = file }))).Judges[0].Comparisons[0].WinRate;
        (rate.AWins, rate.BWins, rate.Ties, rate.Failed).ShouldBe((1, 1, 1, Questions - 3));
    }

    [Fact]
    public async Task A_file_that_annotates_none_of_the_answers_is_an_error_and_one_that_annotates_some_says_how_many()
    {
        object Row(int i, string ours) => new { instruction = Question(i), output_1 = $"w{i + 2} w{i + 3} w{i + 4}", output_2 = ours, preference = 2 };
        JudgeSettings Of(string file, params object[] rows) => new() { Kind = JudgeKind.Annotations, Annotations = Write(file, rows) };
        (await Should.ThrowAsync<UserErrorException>(() => RunAsync(Settings(Of("far.json", Row(0, "else"), Row(1, "else")))))).Message
            .ShouldContain("judges[0].annotations: ");
        (await RunAsync(Settings(Of("near.json", Row(0, "w0 w1"), Row(1, "else"))))).Notes.ShouldContain(
            $"{Questions - 1} of {Questions} pairs of answers have no annotation in the file of 'near', and count as without a verdict.");
    }

    [Fact]
    public async Task Judges_whose_names_differ_in_signs_alone_keep_a_file_of_annotations_each()
    {
        var file = Write("said.json", [new { instruction = Question(0), output_1 = "w2 w3 w4", output_2 = "w0 w1", preference = 2 }]);
        await RunAsync(Settings(Reward("a/b"), new() { Name = "A b", Kind = JudgeKind.Annotations, Annotations = file }));
        foreach (var (name, judge) in new[] { ("a-b.json", "a/b"), ("A-b-2.json", "A b") })
            JsonNode.Parse(await File.ReadAllTextAsync(At(Path.Combine("run", "annotations", name))))!.AsArray()
                .ShouldAllBe(a => a!["annotator"]!.GetValue<string>() == judge);
    }

    [Fact]
    public async Task Answers_without_questions_are_known_by_the_ids_of_the_prompts()
    {
        var settings = Settings(Reward()) with
        {
            A = new()
            {
                Name = "ours",
                Data = new()
                {
                    Path = Write("ids.jsonl", Enumerable.Range(0, 6).Select(i => (object)new
                    {
                        id = $"q{i}",
                        answer = $"w{i}"
                    }))
                }
            },
            Prompts = new()
            {
                Path = Write("prompts.jsonl", Enumerable.Range(2, 9).Select(i => (object)new
                {
                    id = $"q{i}",
                    domain = "z",
                    question = Question(i)
                }))
            },
        };
        var report = await RunAsync(settings);
        report.Judges[0].Comparisons[0].WinRate.Prompts.ShouldBe(4);
        report.Notes.ShouldContain("a.data: 2 of the answers left out because their questions are none of prompts.");
        report.Shown.ShouldAllBe(s => s.Domain == "z");
    }

    [Fact]
    public async Task A_finished_judging_of_other_settings_is_kept_unless_forced()
    {
        await RunAsync(Settings(Reward("one")));
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(Reward("one") with { TieMargin = 100 })))).Message.ShouldContain("--force");
        (await RunAsync(Settings(Reward("one") with { TieMargin = 100 }), replace: true)).Judges[0].Comparisons[0].WinRate.Ties.ShouldBe(Questions);
        SettingsFile.Load<JudgingSettings>(Path.Combine(new RunFolder(At("run")).FullPath, "judge.yaml")).Judges[0].TieMargin.ShouldBe(100);
    }

    [Fact]
    public void What_is_missing_is_said_before_a_run()
    {
        void Says(JudgingSettings settings, string message) => Should.Throw<UserErrorException>(() => JudgingPreflight.Look(settings, At("run")).Require())
            .Message.ShouldContain(message);
        Says(new(), "give --a");
        Says(Settings(), "give --judge");
        Says(Settings(new JudgeSettings()), "judges[0].kind: reward needs a reward model here");
        Says(Settings(Reward(), Reward()), "Two judges have the name 'reward'");
        Says(Settings(Chat, Chat with { Name = "again" }), "The judges 'm' and 'again' are one judge under several names");
        var other = Settings(Reward()) with { B = new() { Name = "ours", Data = new() { Path = At("theirs.json"), Format = DataFormat.AlpacaEval } } };
        Says(other, "Both files of answers have the name 'ours'");
        Says(other with { B = new() { Data = new() { Path = Write("far.jsonl", [new { question = "Else?", answer = "x" }]) } } }, "have no question in common");
        Says(other with
        {
            B = new()
            {
                Data = new()
                {
                    Path = Write("twice.jsonl", [new { question = Question(1), sample = 0, answer = "x" },
            new { question = Question(1), sample = 0, answer = "y" }])
                }
            }
        }, "has two answers of number 0");
        Says(Settings(Chat with { Chat = Chat.Chat! with { Endpoint = null } }), "set 'judges[0].chat.endpoint'");
        JudgingPreflight.Look(Settings(Chat with { Chat = Chat.Chat! with { ApiKeyVariable = "NO_SUCH_KEY_HERE" } }), At("run")).Sentences
            .ShouldContain(s => s.Contains("the environment variable NO_SUCH_KEY_HERE is not set", StringComparison.Ordinal));
        JudgingPreflight.Look(Settings(Reward()), At("run")).Sentences.ShouldContain($"{Questions} pairs of answers by ours and base, to {Questions} " +
            $"questions.");
    }
}
