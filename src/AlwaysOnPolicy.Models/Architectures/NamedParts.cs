using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A module whose parts are registered under names that are data, not those of its fields.</summary>
internal abstract class NamedParts(string name) : nn.Module(name)
{
    /// <summary>TorchSharp calls this when the module becomes part of another; the fields' own names must not come in.</summary>
    protected sealed override void RegisterComponents() { }
}
