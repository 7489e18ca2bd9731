using TorchSharp.Modules;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A linear layer, or a table of embeddings, that can carry an adapter.</summary>
internal interface ILinearMap
{
    Parameter Weight { get; }
    Parameter? Bias { get; }

    /// <summary>Whether the weight is stored [in, out], not [out, in]. PEFT: fan_in_fan_out.</summary>
    bool IsInputsFirst { get; }

    /// <summary>Whether it looks rows up by their numbers, as if it were given vectors with a single 1.</summary>
    bool IsLookup => false;

    /// <summary>Is added to what the layer gives; not among the layer's own parameters.</summary>
    LoraPair? Lora { get; set; }
}
