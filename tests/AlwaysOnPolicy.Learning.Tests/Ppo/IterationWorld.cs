using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>A tiny policy on disk, of 20 words w0 … w19 where w0 ends an answer, and iterations of PPO that start from it.</summary>
internal sealed class IterationWorld : IDisposable
{
    public static PpoOptions Ppo { get; } = new()
    {
        LearningRate = 2e-3,
        BatchSize = 4,
        MiniBatchSize = 2,
        PpoEpochs = 2,
        ScoreScaling = true,
        ScoreNorm = true
    };

    public static Question[] Prompts { get; } = [.. Enumerable.Range(1, 10)
        .Select(i => new Question($"q{i}", $"domain {i % 3}", $"w{i} w{20 - i} w{i % 7 + 1}", new QuestionOrigin("prompts.txt", i)))];

    public static SamplingOptions Sampling { get; } = new() { Temperature = 0.9, MaxNewTokens = 6 };

    public static PromptFormatOptions Format { get; } = new() { Template = "{question}", MaxPromptTokens = 8 };
    private readonly TemporaryFolder _place = new();

    /// <param name="sharpness">Multiplies the fresh model's matrices: at 1 every word is as likely as the next.</param>
    public IterationWorld(double sharpness = 1)
    {
        using var model = SupervisedFineTuning.TinyModel.New(seed: 4);
        using (TorchSharp.torch.no_grad())
            foreach (var parameter in model.parameters().Where(p => p.dim() == 2)) parameter.mul_(sharpness);
        WriteTokenizer(Start);
        ModelFolder.SaveCausal(model, Start, Tokenizer.Load(Start), generation: new GenerationDefaults { EosIds = [0], PadId = 0 });
    }

    public string CheckpointFolder => Path.Combine(_place.Path, "checkpoints");

    /// <summary>The folder of the policy that iterations start from.</summary>
    public string Start => Path.Combine(_place.Path, "start");

    /// <summary>Runs an iteration, from the newest checkpoint where there is one.</summary>
    /// <param name="every">Steps between checkpoints; null makes none.</param>
    /// <param name="engine">Draws by the policy that it is given; null lets the policy itself.</param>
    /// <param name="reward">Of (question, answer); the default likes small word numbers.</param>
    public IterationEnd Run(
        int? every = null, int keep = 2, PpoOptions? ppo = null, ulong seed = 7, Action<PpoStepRecord>? onStep = null, IRewardModel? reward = null,
        SamplingOptions? sampling = null, int passes = 2, int? steps = null, IReadOnlyDictionary<string, IReadOnlyList<ScoredAnswer>>? known = null,
        ComputeType type = ComputeType.Float32, Func<Policy, IRolloutEngine>? engine = null, CancellationToken cancel = default)
    {
        var checkpoints = every is { } n ? new Checkpoints(CheckpointFolder, n, keep) : null;
        var lora = (ppo ?? Ppo).Lora;
        using var reference = lora is null ? Policy.Load(Start, Format, type) : null;
        using var policy = Policy.Load(Start, Format);
        if (lora is not null) LoraAdapter.Attach(policy.Model, lora, seed: 2);
        policy.Model.MultiplyIn(type);
        using var head = ValueHeadFile.LoadOrNew(Start, policy.Model.HiddenSize);
        using var trainer = new PpoTrainer(policy.Model, head, reference?.Model, ppo ?? Ppo, policy.PadId);

        var options = new PpoRunOptions
        {
            Passes = passes,
            Steps = steps,
            Sampling = sampling ?? Sampling
        };
        var (resumed, records) = (0, new List<PpoStepRecord>());
        var result = new PpoRun(policy, reward ?? new SmallWords(), Prompts, trainer, options, seed)
        {
            Engine = engine?.Invoke(policy),
            Known = known ?? new Dictionary<string, IReadOnlyList<ScoredAnswer>>(),
            OnResume = (from, _) => resumed = from.Step,
            OnStep = r =>
            {
                records.Add(r);
                onStep?.Invoke(r);
            },
        }.RunAsync(checkpoints, cancel).GetAwaiter().GetResult();   // its rewards wait for nothing
        result.Records.ShouldAllBe(r => r.Rollouts.Count == 0 && r.Groups.Count == 0);
        result.Records.Select(r => r.Step).ShouldBe(records.Select(r => r.Step));

        using var end = new TemporaryFolder();
        ModelFolder.SaveCausal(policy.Model, end.Path, null, head);
        if (lora is not null) AdapterFolder.Save(policy.Model, end.Path);
        trainer.SaveState(end.Path);
        return new IterationEnd(resumed, Hashes(end.Path),
            [.. records.Select(r => JsonSerializer.Serialize(new { Line = r, r.Rollouts }, CheckpointManifest.Json))]);
    }

    /// <summary>What the policy answers before it is trained.</summary>
    public IReadOnlyList<Answer> Answer(AnswerRequest[] requests)
    {
        using var policy = Policy.Load(Start, Format);
        return policy.Answer(requests, Sampling, Ppo.BatchSize);
    }

    public void Dispose() => _place.Dispose();

    private static string[] Hashes(string folder) =>
    [
        .. Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"),
    ];

    private static void WriteTokenizer(string folder)
    {
        Directory.CreateDirectory(folder);
        var vocabulary = new JsonObject(Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"w{i}", (JsonNode?)i)));
        var end = new JsonObject
        {
            ["id"] = 0,
            ["content"] = "w0",
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(end),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "w1" },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "w0", "pad_token": "w0"}""");
    }
}

/// <param name="Resumed">Step of the checkpoint that it went on from, or 0.</param>
/// <param name="Hashes">SHA-256 of weights, adapter, value head, optimizer, average and trainer state.</param>
/// <param name="Records">Every step's metrics as JSON.</param>
internal sealed record IterationEnd(int Resumed, string[] Hashes, string[] Records);

/// <summary>The share of an answer's words whose number is below 10.</summary>
internal sealed class SmallWords : IRewardModel
{
    public string Name => "small words";

    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        new([.. exchanges.Select(e => Words(e.Answer).Average(w => w < 10 ? 1.0 : 0))]);

    public void Dispose() { }

    private static IEnumerable<int> Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => int.Parse(w[1..])).DefaultIfEmpty(20);
}
