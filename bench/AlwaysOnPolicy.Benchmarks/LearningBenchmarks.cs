using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using BenchmarkDotNet.Attributes;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>What the miniature's quickstart spends its time on, at its sizes (266 thousand parameters, batches as in samples/miniature.yaml).</summary>
public class LearningBenchmarks
{
    private readonly MiniatureFixture _world = new();
    private Policy _reference = null!;
    private ValueHead _head = null!;
    private PpoTrainer _trainer = null!;
    private AnswerRequest[] _questions = null!;
    private Rollout[] _rollouts = null!;
    private SftExample[] _demonstrations = null!;
    private PreferenceExample[] _pairs = null!;
    private RewardNetwork _reward = null!;

    [GlobalSetup]
    public void Setup()
    {
        var policy = _world.Policy;
        _reference = _world.Load();
        _head = new ValueHead(policy.Model.HiddenSize);
        _trainer = new PpoTrainer(policy.Model, _head, _reference.Model, new PpoOptions { LearningRate = 1e-9, BatchSize = 16, MiniBatchSize = 8 },
            policy.PadId);
        _questions = [.. _world.World.Probe.Take(64).Select((q, i) => new AnswerRequest(q.Text, (ulong)i))];
        var answers = policy.Answer(_questions[..16], _world.Sampling);
        _rollouts = [.. answers.Select((a, i) => new Rollout(a.PromptIds, a.Ids, i % 3 - 1.0))];
        _demonstrations = [.. _world.World.Demonstrations.Take(320).Select(
            d => new SftExample(policy.Format.EncodePrompt(d.Question), policy.Format.EncodeAnswer(d.Answer, ended: true)))];
        _pairs = [.. _demonstrations.Zip(_demonstrations.Reverse(), (a, b) => new PreferenceExample(a.Prompt, a.Response, b.Response))];
        _reward = RewardStart.FromPolicy(policy.Model, 1);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _trainer.Dispose();
        _head.Dispose();
        _reward.Dispose();
        _reference.Dispose();
        _world.Dispose();
    }

    /// <summary>64 questions, up to 20 new tokens each.</summary>
    [Benchmark]
    public int Generate() => _world.Policy.Answer(_questions, _world.Sampling, batchSize: 64).Count;

    /// <summary>16 rollouts, 4 epochs of 2 mini-batches.</summary>
    [Benchmark]
    public int PpoStep() => _trainer.Step(_rollouts, _ => [.. Enumerable.Range(0, 16)]).Updates.Count;

    /// <summary>10 steps of 32 demonstrations.</summary>
    [Benchmark]
    public int SftTenSteps() => new SftRun(_world.Policy.Model, _demonstrations, [], new SftOptions { LearningRate = 1e-9, BatchSize = 32, Epochs = 1 }, 1)
        .Run().TrainingLosses.Count;

    /// <summary>10 steps of 32 pairs, with the language-model term.</summary>
    [Benchmark]
    public int RewardTenSteps() => new RewardRun(_reward, _pairs, [], new RewardOptions
    {
        LearningRate = 1e-9,
        BatchSize = 32,
        Epochs = 1,
        Centering = 0.05,
        LanguageModelWeight = 1
    }, 1).Run().TrainingLosses.Count;
}
