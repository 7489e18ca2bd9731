using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The options of a network that is no decoder, read and checked, before anything of its size is allocated.</summary>
internal interface IModelConfig<out T> where T : nn.Module
{
    /// <summary>Numbers in the large tensors.</summary>
    Int128 ParameterCount { get; }

    /// <summary>A model of this configuration, its weights not yet set.</summary>
    T Create();

    /// <summary>From a stored tensor's name to a parameter's; null leaves the tensor out.</summary>
    string? Rename(string stored);
}
