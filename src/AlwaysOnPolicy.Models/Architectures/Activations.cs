using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The activations that config.json can name, under transformers' names (ACT2FN).</summary>
internal static class Activations
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_byName = new(StringComparer.Ordinal)
    {
        ["gelu"] = x => functional.gelu(x),
        ["gelu_python"] = x => functional.gelu(x),
        ["gelu_new"] = Tanh,
        ["gelu_pytorch_tanh"] = Tanh,
        ["gelu_python_tanh"] = Tanh,
        ["gelu_accurate"] = Tanh,
        ["gelu_fast"] = Tanh,
        ["gelu_10"] = x => functional.gelu(x).clamp(-10, 10),
        ["quick_gelu"] = x => x * (x * 1.702).sigmoid(),
        ["relu"] = x => functional.relu(x),
        ["relu2"] = x => functional.relu(x).square(),
        ["relu6"] = x => x.clamp(0, 6),
        ["leaky_relu"] = x => functional.leaky_relu(x, 0.01),
        ["silu"] = x => functional.silu(x),
        ["swish"] = x => functional.silu(x),
        ["mish"] = x => x * functional.softplus(x).tanh(),
        ["sigmoid"] = x => x.sigmoid(),
        ["tanh"] = x => x.tanh(),
        ["linear"] = x => x,
    };

    public static IReadOnlyList<string> Names { get; } = [.. s_byName.Keys];

    /// <summary>The activation that an option names.</summary>
    /// <exception cref="CheckpointException">It is none of those that are built.</exception>
    public static string Read(ConfigFile file, string key, string otherwise)
    {
        file.Require(key, otherwise, [.. Names]);
        return file.Get(key, otherwise);
    }

    /// <param name="name">As config.json spells it.</param>
    public static Tensor Apply(string name, Tensor x) => s_byName.TryGetValue(name, out var apply)
        ? apply(x) : throw new CheckpointException($"The activation '{name}' is not supported.");

    private static Tensor Tanh(Tensor x) => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);
}
