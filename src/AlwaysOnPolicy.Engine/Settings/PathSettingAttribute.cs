namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>
/// Marks a text setting, or a list of them, as paths. "~" and "${NAME}" are expanded; a relative path counts from the folder of the settings
/// file, and one given with --set from the current folder.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PathSettingAttribute : Attribute
{
    /// <summary>The text may also be the owner/name of a model on the HuggingFace hub: where no folder of that name is there, it stays as it is.</summary>
    public bool AllowsHubId { get; init; }

    /// <summary>The text may also be an address in a data set on the hub, hf://datasets/owner/name/file, which stays as it is.</summary>
    public bool AllowsHubAddress { get; init; }
}
