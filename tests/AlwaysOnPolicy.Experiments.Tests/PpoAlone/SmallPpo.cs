using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Miniature;

namespace AlwaysOnPolicy.Experiments.Tests.PpoAlone;

/// <summary>A folder with an untrained miniature model and prompts, and settings for a few short steps of PPO on them.</summary>
internal sealed class SmallPpo : IDisposable
{
    public SmallPpo()
    {
        MiniatureModel.Write(At("model"), seed: 1);
        File.WriteAllLines(At("prompts.txt"), ["why is puppy sore ?", "kitten is itchy , any tips ?", "", "how do i deal with parrot when it is sudden ?",
            "why is lease unfair ?", "why is grant biased ?"]);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("aop-ppo-").FullName;

    public PpoSettings Settings => new()
    {
        Model = At("model"),
        Reward = new() { Length = new() { Target = 5 } },
        Prompts = new() { Path = At("prompts.txt"), Format = DataFormat.Text },
        Steps = 4,
        Compute = new() { Threads = 1, CheckpointSteps = 2 },
        PromptFormat = new() { Template = "{question} <sep>", MaxPromptTokens = 23 },
        Sampling = new() { Temperature = 0.9, MaxNewTokens = 8 },
        Ppo = new() { LearningRate = 1e-3, BatchSize = 8, MiniBatchSize = 4, PpoEpochs = 1 },
        Samples = new() { Prompts = 4, Shown = 2 },
    };

    public string At(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
