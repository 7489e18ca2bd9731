using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A miniature world whose SFT policy and reward model a run left (<c>aop run samples/miniature.yaml --stop-after reward-model</c>): PPO on it takes
/// seconds.</summary>
internal sealed class TrainedMiniature
{
    private const int Prompts = 320, TestAnswers = 180;
    private readonly string _sft, _reward;
    private readonly MiniatureWorld _world;

    /// <param name="folder">The run's.</param>
    /// <param name="seed">The run's.</param>
    public TrainedMiniature(string folder, ulong seed)
    {
        Seed = seed;
        _sft = Path.Combine(Only(folder, "sft"), "last");
        _reward = Path.Combine(Only(folder, "reward-model"), "model");
        _world = MiniatureWorld.Create(new MiniatureOptions(), seed);
    }

    public ulong Seed { get; }

    public static PromptFormatOptions Format { get; } = new() { Template = MiniatureModel.PromptTemplate, MaxPromptTokens = 23 };

    public static SamplingOptions Sampling { get; } = new() { Temperature = 0.9, MaxNewTokens = 20 };

    /// <summary>Those of samples/miniature.yaml.</summary>
    public static PpoOptions Recipe { get; } = new()
    {
        LearningRate = 8e-5,
        ValueHeadLearningRate = 5e-3,
        AdaptiveKl = false,
        InitKlCoef = 0.2,
        MaxGradNorm = 1,
        BatchSize = 16,
        MiniBatchSize = 8,
        PpoEpochs = 4,
    };

    public Policy LoadPolicy() => Policy.Load(_sft, Format);

    /// <summary>The reward model, its scores standardised on the SFT policy's probe answers, changed by a function of exchange and score.</summary>
    public IRewardModel LoadReward(Func<Exchange, double, double> change) => new ChangedReward(TrunkRewardModel.Load(_reward, Format), change);

    /// <summary>Questions to train on, domain after domain, none of which is held out.</summary>
    public async Task<IReadOnlyList<Question>> QuestionsAsync(ulong seed) => (await UniformAuthor.For(_world).WriteAsync(
        new AuthorRequest(new AuthorSizes { AuthorCalls = 1, PromptsPerCall = Prompts }) { Samples = [], Seed = seed }, default)).Prompts;

    /// <summary>PPO from the SFT policy on.</summary>
    /// <returns>The mean true score of test answers before and after.</returns>
    public async Task<(double Before, double After)> TrainAsync(
        PpoOptions ppo, SamplingOptions sampling, int steps, IRewardModel reward, ulong seed, Action<PpoStepRecord> onStep)
    {
        using var policy = LoadPolicy();
        using var reference = LoadPolicy();
        using var head = ValueHeadFile.LoadOrNew(_sft, policy.Model.HiddenSize);
        using var trainer = new PpoTrainer(policy.Model, head, reference.Model, ppo, policy.PadId);
        var run = new PpoRun(policy, reward, await QuestionsAsync(seed), trainer, new PpoRunOptions { Sampling = sampling, Steps = steps }, seed) { OnStep = onStep };
        await run.RunAsync();
        return (Gold(reference), Gold(policy));
    }

    /// <summary>The mean true score, 0 to 1, of answers to test questions; every policy draws with the same random numbers, and its answers may end.</summary>
    private double Gold(Policy policy)
    {
        AnswerRequest[] asked = [.. _world.Test.Where((_, i) => i % (_world.Test.Count / TestAnswers) == 0).Take(TestAnswers)
            .Select((q, i) => new AnswerRequest(q.Text, (ulong)i))];
        return asked.Zip(policy.Answer(asked, Sampling, 64), (q, a) => MiniatureWorld.Gold(q.Question, a.Text, a.Ended)).Average();
    }

    private static string Only(string run, string stage) => Directory.EnumerateDirectories(Path.Combine(run, "stages"), $"{stage}-*").Single();

    private sealed class ChangedReward(IRewardModel inner, Func<Exchange, double, double> change) : IRewardModel
    {
        public string Name => inner.Name;

        public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            [.. exchanges.Zip(await inner.ScoreAsync(exchanges, cancel), change)];

        public void Dispose() => inner.Dispose();
    }
}
