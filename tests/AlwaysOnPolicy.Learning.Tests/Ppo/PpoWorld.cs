using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>A tiny policy with a random value head, its reference and a trainer, all of a test's own.</summary>
/// <remarks>With LoRA the trainer is not given the reference, which is there to compare with.</remarks>
internal sealed class PpoWorld : IDisposable
{
    /// <summary>A learning rate at which a step shows.</summary>
    public static PpoOptions Options { get; } = new() { LearningRate = 1e-3, BatchSize = 6, MiniBatchSize = 3 };

    public static PpoOptions Trl { get; } = Options with { Compatibility = PpoCompatibility.Trl };

    /// <summary>Six rollouts of different lengths.</summary>
    public static Rollout[] Rollouts { get; } =
    [
        new([1, 2, 3], [4, 5, 0], 0.5), new([6], [7, 8, 9, 10, 0], -1), new([2, 2, 11, 12, 13], [14], 2),
        new([15, 16], [17, 3], 0.25), new([3, 1], [18, 19, 0], -0.5), new([9, 8, 7], [6, 5, 4, 3, 2, 1], 1),
    ];

    /// <param name="far">Whether the reference is another model than the policy.</param>
    public PpoWorld(PpoOptions options, bool far = false, CausalModel? policy = null)
    {
        set_num_threads(1);
        Policy = policy ?? TinyModel.New(seed: 1);
        Sharpen(Policy);
        Reference = Policy.Copy();
        if (far) Disturb(Reference);
        Head = new ValueHead(Policy.HiddenSize);
        var random = SeededRandom.For(3, "value head");
        using (no_grad())
        using (NewDisposeScope())
            foreach (var parameter in Head.parameters())
                parameter.copy_(tensor(Enumerable.Range(0, (int)parameter.NumberOfElements).Select(_ => (float)random.NextGaussian() / 4).ToArray(),
                    parameter.shape));
        if (options.Lora is { } lora) LoraAdapter.Attach(Policy, lora, seed: 2);
        Trainer = new PpoTrainer(Policy, Head, options.Lora is null ? Reference : null, options, padId: 0);
    }

    /// <summary>Mini-batches of the same rows as those in which the log-probabilities were measured.</summary>
    public static Func<int, int[]> InOrder { get; } = _ => [0, 1, 2, 3, 4, 5];

    public CausalModel Policy { get; }
    public CausalModel Reference { get; }
    public ValueHead Head { get; }
    public PpoTrainer Trainer { get; }

    /// <summary>Policy and value head.</summary>
    public float[] Weights => [.. TinyModel.Weights(Policy), .. TinyModel.Weights(Head)];

    public PpoStep Step(IReadOnlyList<Rollout>? rollouts = null, Func<int, int[]>? permutation = null)
    {
        rollouts ??= Rollouts;
        return Trainer.Step(rollouts, permutation ?? (epoch => SeededRandom.For(5, "order", epoch.ToString()).Permutation(rollouts.Count)));
    }

    /// <summary>Runs a step and gives what <paramref name="look"/> sees of its tensors before the updates.</summary>
    public T Observe<T>(Func<PpoTensors, T> look, IReadOnlyList<Rollout>? rollouts = null)
    {
        T? seen = default;
        Trainer.OnTensors = tensors => seen = look(tensors);
        Step(rollouts);
        Trainer.OnTensors = null;
        return seen!;
    }

    /// <summary>What the trainer's saved moments are of.</summary>
    public string[] MomentNames()
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryFolder();
        Trainer.SaveState(place.Path);
        return [.. SafeTensors.Read(Path.Combine(place.Path, "adam.safetensors")).Keys.Where(k => k.EndsWith(".exp_avg", StringComparison.Ordinal))
            .Select(k => k[..^".exp_avg".Length]).Order(StringComparer.Ordinal)];
    }

    /// <summary>The trainer's saved moments, flat.</summary>
    public float[] Moments()
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryFolder();
        Trainer.SaveState(place.Path);
        return [.. SafeTensors.Read(Path.Combine(place.Path, "adam.safetensors")).OrderBy(p => p.Key, StringComparer.Ordinal)
            .SelectMany(p => p.Value.to(ScalarType.Float32).data<float>().ToArray())];
    }

    public string State()
    {
        using var place = new TemporaryFolder();
        Trainer.SaveState(place.Path);
        return File.ReadAllText(Path.Combine(place.Path, "trainer.json"));
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Head.Dispose();
        Reference.Dispose();
        Policy.Dispose();
    }

    /// <summary>Fresh weights are so small that every token is as likely as the next; ten times larger ones have opinions.</summary>
    private static void Sharpen(CausalModel model) => Change(model, (parameter, _) => parameter.mul_(10));

    private static void Disturb(CausalModel model) => Change(model, (parameter, i) =>
        parameter.mul_(i % 2 == 0 ? 1.15 : 0.9));

    private static void Change(CausalModel model, Action<TorchSharp.Modules.Parameter, int> change)
    {
        using var noGrad = no_grad();
        var matrices = model.parameters().Where(p => p.dim() == 2).ToArray();
        for (var i = 0; i < matrices.Length; i++) change(matrices[i], i);
    }
}
