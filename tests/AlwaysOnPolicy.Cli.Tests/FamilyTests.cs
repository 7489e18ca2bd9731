using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Every family of models through the whole of what the tool does with one: looked at, fine-tuned, made a reward model, and trained by it, a step
/// each.</summary>
public sealed class FamilyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-family-").FullName;

    public FamilyTests()
    {
        File.WriteAllLines(At("pairs.csv"), Enumerable.Range(0, 8).Select(i => $"is it {i} ?,yes it is,no").Prepend("prompt,good,bad"));
        File.WriteAllLines(At("prompts.txt"), Enumerable.Range(0, 4).Select(i => $"why is it {i} ?"));
    }

    /// <summary>One reference model of each decoder.</summary>
    public static TheoryData<string, string> Decoders => [.. Directory.GetDirectories(Goldens.Material("models")).Order(StringComparer.Ordinal)
        .Where(f => Goldens.Json(Path.Combine(f, "expected.json")).GetProperty("model_class").GetString() is { } name
            && (name.EndsWith("ForCausalLM", StringComparison.Ordinal) || name.EndsWith("LMHeadModel", StringComparison.Ordinal)))
        .GroupBy(f => Goldens.Json(Path.Combine(f, "config.json")).GetProperty("model_type").GetString()!).Select(g => (g.Key, Path.GetFileName(g.First())))];

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Decoders))]
    public async Task A_decoder_is_looked_at_fine_tuned_made_a_reward_model_and_trained_by_it(string modelType, string golden)
    {
        var folder = RewardFolders.Decoder(golden, At("model"));
        (await App.RunAsync(["models", "inspect", folder, "--verify"])).ShouldBe(0, modelType);

        using (var model = ModelFolder.LoadCausal(folder))
        {
            new SftRun(model, [new([1, 2, 3], [4, 5]), new([6], [7, 8])], [], new() { Epochs = 1, BatchSize = 2, LearningRate = 1e-3 }, seed: 1)
                .Run().TrainingLosses.Count.ShouldBe(1);
            ModelFolder.SaveCausal(model, At("tuned"), Tokenizer.Load(folder), null, ModelFolder.ReadGenerationDefaults(folder));
        }
        (await TrainRewardAsync(folder)).ShouldBe(0, modelType);
        (await App.RunAsync(["ppo", "--model", At("tuned"), "--reward", At("reward/best"), "--prompts", At("prompts.txt"), "--out", At("ppo"), "--steps", "1",
            "--set", "prompt_format.template=Q {question} A", "--set", "prompt_format.max_prompt_tokens=24", "--set", "sampling.max_new_tokens=4", "--set",
            "ppo.batch_size=4",
            "--set", "ppo.mini_batch_size=2", "--set", "compute.threads=1", "--set", "samples.prompts=0", "--set", "samples.shown=0"])).ShouldBe(0, modelType);

        var policy = Directory.GetFiles(At("ppo"), "model.safetensors", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).First();
        Goldens.Json(Path.Combine(policy, "config.json")).GetProperty("model_type").GetString().ShouldBe(modelType);
        (await App.RunAsync(["models", "inspect", policy, "--verify"])).ShouldBe(0, modelType);
    }

    [Theory]
    [InlineData("bert-mean-pooling")]
    [InlineData("modernbert-mean-pooling")]
    [InlineData("modernbert-reward")]
    [InlineData("deberta-v3-reward")]
    public async Task An_encoder_is_looked_at_and_made_a_reward_model(string golden)
    {
        var folder = RewardFolders.Encoder(At("model"), golden);
        (await App.RunAsync(["models", "inspect", folder, "--verify"])).ShouldBe(0);
        (await TrainRewardAsync(folder)).ShouldBe(0);
        (await App.RunAsync(["models", "inspect", At("reward/best"), "--verify"])).ShouldBe(0);
    }

    private Task<int> TrainRewardAsync(string folder) => App.RunAsync(
    [
        "reward", "train", "--model", folder, "--pairs", At("pairs.csv"), "--columns", "question=prompt,chosen=good,rejected=bad", "--template",
        "Q {question} A", "--max-prompt-tokens", "24",
        "--max-answer-tokens", "8", "--batch", "8", "--epochs", "1", "--rate", "1e-3", "--held-out", "2", "--out", At("reward"),
    ]);
}
