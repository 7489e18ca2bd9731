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
    /// <param name="own">The reward model as it is, which scores the test answers.</param>
    public async Task<Outcome> TrainAsync(
        PpoOptions ppo, SamplingOptions sampling, int steps, IRewardModel reward, ulong seed, Action<PpoStepRecord> onStep, IRewardModel own)
    {
        using var policy = LoadPolicy();
        using var reference = LoadPolicy();
        using var head = ValueHeadFile.LoadOrNew(_sft, policy.Model.HiddenSize);
        using var trainer = new PpoTrainer(policy.Model, head, reference.Model, ppo, policy.PadId);
        var run = new PpoRun(policy, reward, await QuestionsAsync(seed), trainer, new PpoRunOptions { Sampling = sampling, Steps = steps }, seed)
        {
            OnStep = onStep,
        };
        await run.RunAsync();
        var (before, after) = (await TestAsync(reference, own), await TestAsync(policy, own));
        return new(before.Gold, after.Gold, before.Score, after.Score);
    }

    /// <summary>The mean true score, 0 to 1, and the mean score of answers to test questions; every policy draws with the same random numbers, and its answers
    /// may end.</summary>
    private async Task<(double Gold, double Score)> TestAsync(Policy policy, IRewardModel own)
    {
        AnswerRequest[] asked = [.. _world.Test.Where((_, i) => i % (_world.Test.Count / TestAnswers) == 0).Take(TestAnswers)
            .Select((q, i) => new AnswerRequest(q.Text, (ulong)i))];
        Exchange[] exchanges = [.. asked.Zip(policy.Answer(asked, Sampling, 64), (q, a) => new Exchange(q.Question, a.Text, a.Ended))];
        return (exchanges.Average(e => MiniatureWorld.Gold(e.Question, e.Answer, e.Ended)), (await own.ScoreAsync(exchanges)).Average());
    }

    private static string Only(string run, string stage) => Directory.EnumerateDirectories(Path.Combine(run, "stages"), $"{stage}-*").Single();

    /// <summary>Means over test answers, before and after.</summary>
    public sealed record Outcome(double GoldBefore, double GoldAfter, double ScoreBefore, double ScoreAfter);

    private sealed class ChangedReward(IRewardModel inner, Func<Exchange, double, double> change) : IRewardModel
    {
        public string Name => inner.Name;

        public async ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
            [.. exchanges.Zip(await inner.ScoreAsync(exchanges, cancel), change)];

        public void Dispose() => inner.Dispose();
    }
}
