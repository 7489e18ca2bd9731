using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>The same tiny policy twice: trained here with a LoRA, and on a scripted server.</summary>
internal sealed class TinkerWorld : IDisposable
{
    private readonly PpoWorld _base = new(PpoWorld.Options);
    private readonly TinkerOptions _options;
    private TinkerModels _models;

    /// <param name="options">Of both.</param>
    public TinkerWorld(PpoOptions options, TinkerFaults? faults = null, TinkerReduction reduction = TinkerReduction.Sum, int retries = 3)
    {
        Local = new PpoWorld(options with { Lora = Lora });
        Server = new ScriptedTinker(_base.Policy, _base.Head, Lora, faults);
        _options = Options(Server.Address) with { Reduction = reduction, Retries = retries };
        _models = new TinkerModels(_options, null, seed: 2);      // as the local adapter
        Remote = new PpoTrainer(new TinkerTrainer(_models, _options, options), options, padId: 0);
    }

    public static LoraOptions Lora { get; } = new() { Rank = 2, Alpha = 8, TargetModules = ["c_attn", "mlp.c_proj"] };

    public PpoWorld Local { get; }

    public ScriptedTinker Server { get; }

    public PpoTrainer Remote { get; }

    /// <summary>The adapter here.</summary>
    public float[] LocalWeights =>
        [.. Local.Policy.Adapter!.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => p.Value.data<float>().ToArray())];

    /// <summary>The adapter there.</summary>
    public float[] RemoteWeights => Server.WeightsAt(_models.Sampler);

    public static TinkerOptions Options(string address) => new() { Address = address, BaseModel = "tiny", Rank = Lora.Rank, FirstPauseSeconds = 0 };

    /// <summary>The same step of both, on the same rollouts.</summary>
    public (PpoStep Local, PpoStep Remote) Step(int number = 0)
    {
        Func<int, int[]> order = epoch => SeededRandom.For(5, "order", $"{number}:{epoch}").Permutation(PpoWorld.Rollouts.Length);
        return (Local.Trainer.Step(PpoWorld.Rollouts, order), StepThere(number));
    }

    public PpoStep StepThere(int number = 0) =>
        Remote.Step(PpoWorld.Rollouts, epoch => SeededRandom.For(5, "order", $"{number}:{epoch}").Permutation(PpoWorld.Rollouts.Length));

    public void Dispose()
    {
        Remote.Dispose();
        _models.Dispose();
        Server.Dispose();
        Local.Dispose();
        _base.Dispose();
    }
}
