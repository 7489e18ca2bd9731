using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Experiments.Answering;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Completions;

namespace AlwaysOnPolicy.Web.Tests.Completions;

/// <summary>Two tiny policies on disk, servers of the first in this process that load others from below the folder, and PPO alone on it.</summary>
internal sealed class RolloutWorld : IAsyncDisposable
{
    public const string Variable = "AOP_TEST_ROLLOUT_TOKEN", Token = "a token for rollouts";
    public static readonly PromptFormatOptions Format = new() { Template = "{question} =", MaxPromptTokens = 40 };
    public static readonly SamplingOptions Sampling = new() { Temperature = 0.9, MaxNewTokens = 8 };
    private readonly TemporaryFolder _place = new();
    private readonly List<(CompletionServer Server, ServedPolicy Policy)> _servers = [];

    public RolloutWorld()
    {
        Environment.SetEnvironmentVariable(Variable, Token);
        ServedFixture.Write(At("policy"), seed: 5);
        ServedFixture.Write(At("other"), seed: 6);
        File.WriteAllLines(At("prompts.txt"), Enumerable.Range(0, 12).Select(i => $"text number {i} about rain"));
    }

    public string At(string name) => Path.Combine(_place.Path, name);

    /// <param name="loads">Whether it may load other policies.</param>
    /// <param name="limits">Null takes the usual ones.</param>
    public async Task<(CompletionServer Server, ServedPolicy Policy)> ServeAsync(string model = "policy", bool loads = true, ServingLimits? limits = null)
    {
        var settings = new ModelSettings(At(model));
        var policy = new ServedPolicy(settings.Load("the model"), limits ?? new(), settings.VersionOf("the model"));
        var server = await CompletionServer.StartAsync(policy, new()
        {
            ModelName = model,
            Port = 0,
            Token = Token,
            Grace = TimeSpan.Zero,
            Policies = loads ? new LoadablePolicies(_place.Path, settings.LoaderOf("the model", default)) : null,
        });
        _servers.Add((server, policy));
        return (server, policy);
    }

    public RolloutSettings Rollouts(params CompletionServer[] servers) => new()
    {
        Servers = [.. servers.Select(s => s.Address.ToString())],
        ApiKeyVariable = Variable,
        FirstPauseSeconds = 0,
        Retries = 1,
        InFlight = 3,
    };

    public ServerRollouts Engine(RolloutSettings rollouts, string model = "policy")
    {
        var format = PromptFormat.Load(At(model), Format);
        var defaults = ModelFolder.ReadGenerationDefaults(At(model)) with { EosIds = format.Endings.Ids };
        return new(rollouts, format, defaults, new PolicySource(_ => At(model), ModelFolder.VocabularyOf(At(model)), "float32"));
    }

    /// <summary>Three steps of PPO, and answers before and after them.</summary>
    public PpoSettings Ppo(RolloutSettings? rollouts = null) => new()
    {
        Model = At("policy"),
        Prompts = new DataSource { Path = At("prompts.txt"), Format = DataFormat.Text },
        Reward = new() { Length = new() { Target = 3 } },
        RewardCheck = new() { Prompts = 0 },
        Steps = 3,
        PromptFormat = Format,
        Sampling = Sampling,
        Ppo = new() { BatchSize = 8, MiniBatchSize = 4, PpoEpochs = 2, LearningRate = 1e-3, ScoreScaling = true },
        Samples = new() { Prompts = 2, Shown = 2, HeldOut = 2 },
        Compute = new() { Threads = 1, CheckpointSteps = 1 },
        Rollouts = rollouts ?? new(),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, policy) in _servers)
        {
            await server.DisposeAsync();
            policy.Dispose();
        }
        _place.Dispose();
    }
}
