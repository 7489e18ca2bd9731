using System.Text.Json;
using System.Xml.Linq;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Experiments.Tests.RewardBench;

/// <summary>Table 1 on real pairs: two models trained here, and a tiny random one of each architecture behind the six published reward models.</summary>
public sealed class RewardBenchShowTests : IDisposable
{
    private const string Posts = "shp-standin/sap-scn.jsonl", Dialogues = "hh-helpful-base-test/test.jsonl.gz";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private async Task<string> TrainAsync(string name, string golden, DataSource pairs)
    {
        var settings = new RewardTrainSettings
        {
            Model = RewardFolders.Decoder(golden, At(name + "-base")),
            Pairs = [pairs],
            Training = new RewardOptions { LearningRate = 1e-3, BatchSize = 8 },
            Format = new PromptFormatOptions { Template = "{question}", MaxPromptTokens = 24 },
            MaxAnswerTokens = 24,
        };
        return (await RewardTrainRun.RunAsync(settings, At(name), null, CancellationToken.None)).Best;
    }

    [Fact]
    public async Task Seven_models_are_compared_on_posts_and_on_dialogues()
    {
        var posts = new DataSource { Path = Goldens.RequireSharedData(Posts), Format = DataFormat.Shp, MaxPairsPerQuestion = 1 };
        var dialogues = new DataSource { Path = Goldens.RequireSharedData(Dialogues), Format = DataFormat.HhRlhf, SingleTurnOnly = true };
        var models = new List<BenchModel>
        {
            new("trained-gpt2", await TrainAsync("a", "gpt2-tied", posts)),
                new("trained-llama", await TrainAsync("b", "llama-untied", posts with { MaxPairsPerQuestion = null })),
            new("deberta", RewardFolders.Deberta(At("deberta"))), new("steamshp",
                RewardFolders.SteamShp(At("steamshp"), Goldens.RequireSharedData("tokenizer-t5"))),
            new("gemma", RewardFolders.Decoder("gemma-reward", At("gemma"))), new("mistral", RewardFolders.Decoder("mistral-reward", At("mistral"))),
            new("llama3", RewardFolders.Decoder("llama-reward", At("llama3"))),
        };

        var (report, page) = await BenchRun.RunAsync(new BenchSettings { Models = models, Pairs = [posts, dialogues], PairsPerDomain = 20 }, At("bench"), null,
            CancellationToken.None);

        var table = report.Table;
        table.Models.Select(m => m.Name).ShouldBe(models.Select(m => m.Name));
        table.Domains["test"].ShouldBe(20);   // of the dialogues, by the file's name
        table.Domains.Keys.Count(d => d.StartsWith("scn_", StringComparison.Ordinal)).ShouldBe(8);
        table.Comparisons.Count.ShouldBe(21);
        foreach (var model in table.Models)
        {
            model.Agreement.Total.ShouldBe(table.Pairs);
            model.Domains.Values.Sum(d => d.Count).ShouldBe(model.Agreement.Count);
        }
        table.Models.Where(m => m.TrainedOn.Count > 0).Select(m => m.Name).ShouldBe(["trained-gpt2", "trained-llama", "steamshp"]);
        table.Models.Single(m => m.Name == "steamshp").TrainedOn.ShouldBe(["SteamSHP was trained on SHP", "SteamSHP was trained on hh-rlhf"]);

        XDocument.Parse((await File.ReadAllTextAsync(page)).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("table")
            .Count().ShouldBeGreaterThanOrEqualTo(4);
        XDocument.Load(At("bench/plots/bench.svg")).Root!.Name.LocalName.ShouldBe("svg");
        if (PlotImage.Unavailable is null) File.ReadAllBytes(At("bench/plots/bench.png"))[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        (await File.ReadAllTextAsync(At("bench/bench.md"))).ShouldContain("| scn\\_frontend | 20 |");
        JsonDocument.Parse(await File.ReadAllTextAsync(At("bench/bench.json"))).RootElement.GetProperty("table").GetProperty("models")
            .GetArrayLength().ShouldBe(7);
    }

    [Fact]
    public void SteamSHP_answers_with_the_ids_that_its_card_names()
    {
        var folder = RewardFolders.SteamShp(At("steamshp"), Goldens.RequireSharedData("tokenizer-t5"));
        using var model = RewardModels.Load(folder);
        model.ShouldBeOfType<SteamShpRewardModel>();
        var tokenizer = Tokenizer.Load(folder);
        tokenizer.Encode("A", addSpecialTokens: false).ShouldBe([71]);   // "▁A" of every T5
        tokenizer.Encode("B", addSpecialTokens: false).ShouldBe([272]);
    }
}
