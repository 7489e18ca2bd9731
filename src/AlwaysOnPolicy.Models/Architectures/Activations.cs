using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

internal static class Activations
{
    public static readonly string[] Names = ["gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", "swish", "tanh"];

    /// <summary>The activation that an option names.</summary>
    /// <exception cref="CheckpointException">It is none of those that are built.</exception>
    public static string Read(ConfigFile file, string key, string otherwise)
    {
        file.Require(key, otherwise, Names);
        return file.Get(key, otherwise);
    }

    /// <param name="name">As config.json spells it.</param>
    public static Tensor Apply(string name, Tensor x) => name switch
    {
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        "gelu" => functional.gelu(x),
        "relu" => functional.relu(x),
        "silu" or "swish" => functional.silu(x),
        "tanh" => x.tanh(),
        _ => throw new CheckpointException($"The activation '{name}' is not supported."),
    };
}
