namespace AlwaysOnPolicy.Experiments.Settings;

/// <summary>
/// Marks a text setting, or a list of them, as paths. "~" and "${NAME}" are expanded; a relative path counts from the folder of the settings
/// file, and one given with --set from the current folder.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PathSettingAttribute : Attribute;
