using TorchSharp.Modules;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A linear layer that can carry an adapter.</summary>
internal interface ILinearMap
{
    Parameter Weight { get; }

    /// <summary>Whether the weight is stored [in, out], not [out, in]. PEFT: fan_in_fan_out.</summary>
    bool IsInputsFirst { get; }

    /// <summary>Is added to what the layer gives; not among the layer's own parameters.</summary>
    LoraPair? Lora { get; set; }
}
