using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Tests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.RewardTraining;

/// <summary>Training a reward model on a file of pairs, in tiny.</summary>
public sealed class RewardTrainRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _pairs;

    public RewardTrainRunTests()
    {
        TorchThreads.Set(1);   // the process has one number for all: whole runs in other tests set it to 1, perhaps between two runs compared here
        _model = RewardFolders.Decoder("gpt2-tied", At("base"));
        _pairs = At("pairs.jsonl");
        File.WriteAllLines(_pairs, Enumerable.Range(0, 40).Select(i => Pair(i)));
    }

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    /// <summary>The preferred answer is the one with "yes".</summary>
    private static string Pair(int i, double? margin = null) => JsonSerializer.Serialize(
        new { id = $"p{i}", question = $"is it {i} ?", chosen = $"yes {i % 7}", rejected = $"no {i % 5}", margin });

    private RewardTrainSettings Settings() => new()
    {
        Model = _model,
        Pairs = [new DataSource { Path = _pairs }],
        Training = new RewardOptions { LearningRate = 3e-3, BatchSize = 4, AccumulationSteps = 2, Epochs = 2 },
        Format = new PromptFormatOptions { Template = "Q {question} A", MaxPromptTokens = 24 },
        MaxAnswerTokens = 16,
        Compute = new() { EpochCheckpointSteps = 2 },
    };

    private Task<(TrainedReward Result, string Best, string Last)> RunAsync(
        RewardTrainSettings settings, string folder = "run", IRunObserver? observer = null, CancellationToken cancel = default) =>
        RewardTrainRun.RunAsync(settings, At(folder), observer, cancel, replace: true);

    [Fact]
    public async Task A_model_is_trained_measured_and_kept_as_a_folder_that_brings_its_prompt()
    {
        var calls = new Recorder();
        var (result, best, last) = await RunAsync(Settings(), observer: calls);
        (result.Pairs, result.WithMargin).ShouldBe((36, 0));
        result.Epochs.Select(e => (e.Epoch, e.Total)).ShouldBe([(0, 4), (1, 4), (2, 4)]);
        result.BestEpoch.ShouldBe(result.Epochs[2].Right > result.Epochs[1].Right ? 2 : 1);
        calls.Calls.Count(c => c.Contains("chance is 50 %", StringComparison.Ordinal)).ShouldBe(3);
        (best, last).ShouldBe((At("run/best"), At("run/last")));

        var card = await File.ReadAllTextAsync(Path.Combine(best, "README.md"));
        card.ShouldContain("pipeline_tag: text-classification\n");
        card.ShouldContain($"after {result.BestEpoch} epoch");
        card.ShouldContain("| pairs | pairs.jsonl |");
        card.ShouldContain("| after (95 %) | " + $"{25 * result.Epochs[result.BestEpoch].Right}.0 % (");
        card.ShouldContain("`Q {question} A`");
        card.ShouldContain("  learning_rate: 0.003\n");
        card.ShouldNotContain(_folder.Path);

        using var model = RewardModels.Load(last);
        model.ShouldBeOfType<TrunkRewardModel>();
        using var same = TrunkRewardModel.Load(last, new PromptFormatOptions { Template = "another {question}" });
        Exchange[] asked = [new("is it 3 ?", "yes 3"), new("is it 3 ?", "no 3")];
        model.Score(asked).ShouldBe(same.Score(asked));
        model.Score(asked)[0].ShouldBeGreaterThan(model.Score(asked)[1]);
        JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(last, "config.json"))).RootElement.GetProperty("architectures")[0].GetString()
            .ShouldBe("GPT2ForSequenceClassification");
    }

    [Theory, InlineData(1), InlineData(5), InlineData(7)]
    public async Task Stopped_at_any_step_it_goes_on_and_ends_with_the_same_bytes(int step)
    {
        await RunAsync(Settings(), "whole");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(Settings(), "stopped", new StopsAt("train-on-pairs", step, stop), stop.Token));
        Directory.Exists(At("stopped/best")).ShouldBeFalse();
        var calls = new Recorder();
        await RunAsync(Settings(), "stopped", calls);

        calls.Calls.ShouldContain($"note train-on-pairs Training goes on after step {step}, where a checkpoint was made.");
        TinyExperiment.Artifacts(At("stopped")).ShouldBe(TinyExperiment.Artifacts(At("whole")));
        foreach (var name in new[] { "best", "last" }) InputFiles.Of(At($"stopped/{name}")).Sha256.ShouldBe(InputFiles.Of(At($"whole/{name}")).Sha256);
        Directory.GetFileSystemEntries(At("stopped/checkpoints")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_settings_are_another_training_and_checkpoints_are_not_settings()
    {
        await RunAsync(Settings());
        var again = new Recorder();
        await RunAsync(Settings() with { Compute = new() { EpochCheckpointSteps = 5 } }, observer: again);
        again.Calls.ShouldContain("reused train-on-pairs");
        foreach (var other in new[] { Settings() with { Seed = 2 }, Settings() with { MaxAnswerTokens = 3 },
            Settings() with { Training = Settings().Training with { Margin = 0.5 } } })
        {
            var calls = new Recorder();
            await RunAsync(other, observer: calls);
            calls.Calls.ShouldContain("finished train-on-pairs");
        }
    }

    [Fact]
    public async Task Held_out_pairs_may_have_files_of_their_own_and_are_never_trained_on()
    {
        var held = At("held.jsonl");
        File.WriteAllLines(held, Enumerable.Range(30, 20).Select(i => Pair(i)));
        var calls = new Recorder();
        var (result, _, last) = await RunAsync(Settings() with { HeldOut = [new DataSource { Path = held }] }, observer: calls);
        result.Pairs.ShouldBe(30);
        result.Epochs[^1].Total.ShouldBe(20);
        calls.Calls.ShouldContain("note train-on-pairs 10 of the 40 pairs ask what the held-out file asks; they are left out of training.");
        var record = TrainedQuestions.TryRead(last)!;
        record.Pairs.ShouldBe(30);
        record.Among(["Is it 3?", "is it 35 ?", "another"]).ShouldBe(1);
    }

    [Fact]
    public void About_a_tenth_is_held_out_as_whole_questions_allow()
    {
        File.WriteAllLines(_pairs, Enumerable.Range(0, 60).Select(i => JsonSerializer.Serialize(
            new { question = $"is it {i / 4} ?", chosen = $"yes {i}", rejected = "no" })));
        PairSplit Split(int? count) => PairSplit.Read([DataInput.Of(Settings().Pairs[0], "pairs")], [], count, 1);
        Split(null).HeldOut.Count.ShouldBe(4);   // of 6
        Split(null).Training.Select(p => p.Question).Intersect(Split(null).HeldOut.Select(p => p.Question)).ShouldBeEmpty();
        Split(8).HeldOut.Count.ShouldBe(8);
        var cut = Split(6);   // a whole question and two pairs of another, whose other two are in no part
        (cut.HeldOut.Count, cut.Training.Count).ShouldBe((6, 60 - 8));
        cut.Training.Select(p => p.Question).Intersect(cut.HeldOut.Select(p => p.Question)).ShouldBeEmpty();
        cut.Notes.ShouldHaveSingleItem().ShouldContain("'held-out pairs' got 2 of the 4 rows");
        Should.Throw<DataException>(() => Split(61)).Message.ShouldContain("can have only 60");
    }

    [Fact]
    public async Task A_margin_column_reaches_the_loss()
    {
        var (plain, _, _) = await RunAsync(Settings());
        File.WriteAllLines(_pairs, Enumerable.Range(0, 40).Select(i => Pair(i, i % 2 == 0 ? 3 : null)));
        var (margins, _, _) = await RunAsync(Settings());
        margins.WithMargin.ShouldBeInRange(14, 20);
        margins.Epochs[1].TrainingLoss!.Value.ShouldBeGreaterThan(plain.Epochs[1].TrainingLoss!.Value + 0.5);

        File.WriteAllLines(_pairs, [Pair(0), .. Enumerable.Range(1, 2).Select(i => Pair(i).Replace("null", "\"much\"", StringComparison.Ordinal))]);
        (await Should.ThrowAsync<DataException>(() => RunAsync(Settings()))).Message.ShouldContain("column 'margin' is 'much'");
    }

    [Fact]
    public async Task The_bench_flags_a_model_that_has_seen_its_questions()
    {
        var (_, best, _) = await RunAsync(Settings());
        var bench = await BenchRun.RunAsync(new BenchSettings { Models = [new("mine", best)], Pairs = Settings().Pairs }, At("bench"), null,
            CancellationToken.None);
        bench.Report.Table.Models.Single().TrainedOn.ShouldBe(["it was trained on the questions of 36 of these 40 pairs"]);

        var other = At("other.jsonl");
        File.WriteAllLines(other, Enumerable.Range(100, 9).Select(i => Pair(i)));
        bench = await BenchRun.RunAsync(new BenchSettings { Models = [new("mine", best)], Pairs = [new DataSource { Path = other }] }, At("bench"), null,
            CancellationToken.None, replace: true);
        bench.Report.Table.Models.Single().TrainedOn.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reward_model_can_be_trained_on()
    {
        var (_, best, _) = await RunAsync(Settings());
        var (again, _, _) = await RunAsync(Settings() with { Model = best }, "again");
        var (fresh, _, _) = await RunAsync(Settings(), "fresh");
        again.Epochs[1].TrainingLoss!.Value.ShouldBeLessThan(fresh.Epochs[1].TrainingLoss!.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_DeBERTa_is_trained_in_the_form_in_which_it_is_scored(bool isBare)
    {
        var model = isBare ? RewardFolders.BareDeberta(At("deberta")) : RewardFolders.Deberta(At("deberta"));
        var settings = Settings() with { Model = model, Training = new RewardOptions { LearningRate = 2e-3, BatchSize = 6, Epochs = 3 } };
        var (result, _, last) = await RunAsync(settings);
        result.Epochs[3].TrainingLoss!.Value.ShouldBeLessThan(result.Epochs[1].TrainingLoss!.Value);

        using var scorer = RewardModels.Load(last);
        scorer.ShouldBeOfType<EncoderRewardModel>();
        var split = PairSplit.Read([DataInput.Of(settings.Pairs[0], "pairs")], [], null, settings.Seed);
        int Right(IReadOnlyList<PairRow> rows) => rows.Count(r => scorer.Score([new(r.Question, r.Chosen)])[0] > scorer.Score(
            [new(r.Question, r.Rejected)])[0]);
        Right(split.HeldOut).ShouldBe(result.Epochs[3].Right);
    }

    [Fact]
    public async Task What_cannot_be_trained_is_said()
    {
        async Task<string> Complaint<T>(RewardTrainSettings settings) where T : UserErrorException =>
            (await Should.ThrowAsync<T>(() => RunAsync(settings))).Message;
        (await Complaint<SettingsException>(Settings() with { Pairs = [] })).ShouldContain("--pairs names no file");
        (await Complaint<SettingsException>(Settings() with { Model = At("none") })).ShouldContain("to which --model points");
        (await Complaint<SettingsException>(Settings() with { Pairs = [new DataSource { Path = At("none") }] })).ShouldContain("--pairs");
        (await Complaint<DataException>(Settings() with { HeldOutPairs = 41 })).ShouldContain("'held-out pairs' needs 41 rows");
    }
}
