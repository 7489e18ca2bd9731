using System.Text.Json;
using System.Xml.Linq;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.RewardBench;

/// <summary>The reward bench on tiny models of every published kind.</summary>
public sealed class BenchRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _pairs;

    public BenchRunTests()
    {
        _pairs = At("pairs.json");
        File.WriteAllLines(_pairs, Enumerable.Range(0, 24).Select(i => JsonSerializer.Serialize(new
        {
            post_id = $"post{i}",
            domain = i % 3 == 0 ? "askbaking_test" : "askvet_test",
            history = $"w{i} w{i + 1} why <b>?",
            human_ref_A = string.Join(' ', Enumerable.Range(i, 2 + (i % 5)).Select(k => $"w{k % 50}")),
            human_ref_B = string.Join(' ', Enumerable.Range(i + 7, 3 + (i % 4)).Select(k => $"w{k % 50}")),
            labels = i % 2,
        })));
    }

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private BenchSettings Settings(params (string Name, string Folder)[] models) => new()
    {
        Models = [.. models.Select(m => new BenchModel(m.Name, m.Folder))],
        Pairs = [new DataSource { Path = _pairs, Format = DataFormat.Shp }],
    };

    private async Task<(BenchReport Report, Recorder Calls)> RunAsync(BenchSettings settings)
    {
        var calls = new Recorder();
        return ((await BenchRun.RunAsync(settings, At("bench"), calls, CancellationToken.None, replace: true)).Report, calls);
    }

    [Fact]
    public async Task Every_kind_of_reward_model_has_its_row()
    {
        var deberta = RewardFolders.Deberta(At("deberta"));
        await File.WriteAllTextAsync(Path.Combine(deberta, "README.md"), "---\nlicense: mit\ndatasets:\n- openai/webgpt_comparisons\n- " +
            "stanfordnlp/SHP\n---\n# A card\n");
        (string Name, string Folder)[] models =
        [
            ("deberta", deberta), ("steamshp", RewardFolders.SteamShp(At("steamshp"))), ("llama", RewardFolders.Decoder("llama-reward", At("llama"))),
            ("mistral", RewardFolders.Decoder("mistral-reward", At("mistral"))), ("gemma", RewardFolders.Decoder("gemma-reward", At("gemma"))),
        ];
        var (report, _) = await RunAsync(Settings(models));

        var pairs = DataSets.ReadPairs(DataInput.Of(Settings(models).Pairs[0], "pairs")).Rows;
        report.Table.Domains.ShouldBe(new Dictionary<string, int> { ["askbaking"] = 8, ["askvet"] = 16 });
        foreach (var (name, folder) in models)
        {
            using var model = RewardModels.Load(folder);
            int agreed;
            if (model is IComparingRewardModel comparing)
                agreed = (await comparing.CompareAsync([.. pairs.Select(p =>
                    (new Exchange(p.Question, p.Chosen), new Exchange(p.Question, p.Rejected)))])).Count(p => p > 0.5);
            else
                agreed = pairs.Count(p => model.Score([new(p.Question, p.Chosen)])[0] > model.Score([new(p.Question, p.Rejected)])[0]);
            report.Table.Models.Single(m => m.Name == name).Agreement.Count.ShouldBe(agreed, name);
        }
        report.Table.Comparisons.Count.ShouldBe(10);
        report.Table.DomainComparisons.Count.ShouldBe(20);
        report.Table.Models.Where(m => m.TrainedOn.Count > 0).Select(m => (m.Name, m.TrainedOn.Single())).ShouldBe(
            [("deberta", "its model card names stanfordnlp/SHP"), ("steamshp", "SteamSHP was trained on SHP")]);
        report.Table.Models.ShouldAllBe(m => m.SecondsPerPair > 0);

        XDocument.Parse((await File.ReadAllTextAsync(At("bench/bench.html"))).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal))
            .Descendants("table").Count().ShouldBeGreaterThanOrEqualTo(3);
        var markdown = await File.ReadAllTextAsync(At("bench/bench.md"));
        markdown.ShouldContain($"| askvet | 16 | {report.Table.Models[0].Domains["askvet"].Count} (");
        markdown.ShouldContain("steamshp has seen data of this bench");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(At("bench/bench.json")));
        json.RootElement.GetProperty("table").GetProperty("models").GetArrayLength().ShouldBe(5);
        json.RootElement.GetProperty("table").GetProperty("comparisons")[0].GetProperty("holm_p").GetDouble().ShouldBe(report.Table.Comparisons[0].HolmP);
    }

    [Fact]
    public async Task A_model_that_was_scored_is_not_scored_again()
    {
        var (a, b) = (RewardFolders.Decoder("llama-reward", At("a")), RewardFolders.Deberta(At("b")));
        var (first, _) = await RunAsync(Settings(("a", a)));
        var (second, calls) = await RunAsync(Settings(("new name", a), ("b", b)));
        calls.Calls.Count(c => c.StartsWith("reused", StringComparison.Ordinal)).ShouldBe(1);
        calls.Calls.Count(c => c.StartsWith("started", StringComparison.Ordinal)).ShouldBe(1);
        (second.Table.Models[0] with { Name = "a" }).Agreement.ShouldBe(first.Table.Models[0].Agreement);
        second.Table.Models[0].SecondsPerPair.ShouldBe(first.Table.Models[0].SecondsPerPair);

        File.AppendAllText(_pairs, """{"post_id": "more", "domain": "askvet_test", "history": "w1", "human_ref_A": "w2", "human_ref_B": "w3", "labels": 1}""" + "\n");
        var (third, again) = await RunAsync(Settings(("a", a)));
        again.Calls.ShouldContain("started score-pairs");
        third.Table.Pairs.ShouldBe(25);
    }

    [Fact]
    public async Task A_model_trained_by_this_tool_is_scored_in_the_policys_form()
    {
        var folder = RewardFolders.Decoder("gpt2-reward", At("trained"));
        TrunkRewardModel.WriteScale(folder, new ScoreScale(3, 2));
        var format = new PromptFormatOptions { Template = "Q: {question} A:", MaxPromptTokens = 12 };
        var (report, _) = await RunAsync(Settings(("trained", folder)) with { Format = format });

        using var model = TrunkRewardModel.Load(folder, format, cutLong: true);
        var pairs = DataSets.ReadPairs(DataInput.Of(Settings().Pairs[0], "pairs")).Rows;
        report.Table.Models.Single().Agreement.Count.ShouldBe(
            pairs.Count(p => model.Score([new(p.Question, p.Chosen)])[0] > model.Score([new(p.Question, p.Rejected)])[0]));
        var longer = string.Join(' ', Enumerable.Repeat("w10", 2000));
        model.Score([new("w1", longer)]).ShouldBe(model.Score([new("w1", longer + " w11")]));
    }

    [Fact]
    public async Task The_chosen_model_is_written_into_an_experiment_file()
    {
        var (a, b) = (RewardFolders.Decoder("llama-reward", At("a")), RewardFolders.Decoder("gemma-reward", At("b")));
        await File.WriteAllTextAsync(At("x.yaml"), "# mine\nworld: miniature\n");
        var (report, _) = await RunAsync(Settings(("a", a), ("b", b)) with { Into = At("x.yaml") });
        var best = report.Table.Models.OrderByDescending(m => m.Agreement.Count).ThenBy(m => m.LogLoss).First().Name;
        report.Choice!.Name.ShouldBe(best);
        (await File.ReadAllTextAsync(At("x.yaml"))).ShouldBe($"# mine\nworld: miniature\n\nreward:\n  model: \"{best}\"\n");
        SettingsFile.Load<ExperimentSettings>(At("x.yaml")).Reward.Model.ShouldBe(At(best));
        (await File.ReadAllTextAsync(At("bench/bench.md"))).ShouldContain($"{best} is chosen");

        var (named, _) = await RunAsync(Settings(("a", a), ("b", b)) with { Into = At("x.yaml"), Choose = best == "a" ? "b" : "a" });
        SettingsFile.Load<ExperimentSettings>(At("x.yaml")).Reward.Model.ShouldBe(At(named.Choice!.Name));
        named.Choice.Name.ShouldNotBe(best);
    }

    [Fact]
    public async Task Pairs_are_drawn_of_each_domain_alike()
    {
        var settings = Settings(("a", RewardFolders.Deberta(At("a")))) with { PairsPerDomain = 5 };
        settings = settings with { Models = [settings.Models[0] with { TrainedOnBench = true }] };
        var (report, _) = await RunAsync(settings);
        report.Table.Domains.ShouldBe(new Dictionary<string, int> { ["askbaking"] = 5, ["askvet"] = 5 });
        report.Table.Models.Single().TrainedOn.ShouldBe(["trained on these pairs, as was said"]);

        var inputs = settings.Pairs.Select(BenchFile.Of).ToArray();
        string[] Drawn(ulong seed) => [.. BenchPairs.Read(inputs, 5, seed).Rows.Select(r => r.Id)];
        Drawn(1).ShouldBe(Drawn(1));
        Drawn(1).ShouldNotBe(Drawn(2));
        BenchPairs.Read(inputs, 10, 1).Notes.ShouldBe(["Domains with fewer pairs than the 10 to be drawn, of which all are used: askbaking 8."]);
    }

    [Fact]
    public async Task What_cannot_be_benched_is_said()
    {
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings()))).Message.ShouldContain("--models names no model");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", "x"), ("a", "y"))))).Message.ShouldContain("'a' twice");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", At("none")))))).Message.ShouldContain(
            $"'{At("none")}', to which --models a points");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", "own/not-fetched"))))).Message.ShouldContain(
            "aop models fetch own/not-fetched");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", "x")) with { Choose = "a" }))).Message.ShouldContain("--choose needs --into");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", "x")) with { Choose = "b", Into = "x.yaml" }))).Message.ShouldContain(
            "'b', which is none of --models: a");
        (await Should.ThrowAsync<SettingsException>(() => RunAsync(Settings(("a", "x")) with { Into = At("none.yaml") }))).Message.ShouldContain(
            At("none.yaml"));
    }

    [Theory]
    [InlineData("# no head", 0)]
    [InlineData("---\ndatasets: Anthropic/hh-rlhf\n---\n", 1)]
    [InlineData("---\ndatasets: [a, b]\n---\n", 2)]
    [InlineData("---\ndatasets: [a, b\n---\n", 0)]
    [InlineData("---\n- a\n---\n", 0)]
    [InlineData("---\ndatasets: [a]", 0)]
    public void A_model_card_names_its_data_sets(string card, int count)
    {
        File.WriteAllText(At("README.md"), card);
        TrainingData.CardDataSets(_folder.Path).Count().ShouldBe(count);
    }
}
