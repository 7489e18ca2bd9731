using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Engine.Settings;

internal static partial class PathExpansion
{
    private const string HubScheme = "hf://";

    /// <param name="place">A relative path counts from its folder.</param>
    /// <exception cref="SettingsException">An environment variable is not set.</exception>
    public static string Expand(string path, SettingsPlace place, PathSettingAttribute setting)
    {
        var expanded = Variable().Replace(path, match =>
        {
            var name = match.Groups[1].Value;
            return Environment.GetEnvironmentVariable(name)
                ?? throw place.Error($"the environment variable {name} is not set. Set it, or write the path itself.");
        });
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
            expanded = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + expanded[1..];
        if (setting.AllowsHubAddress && expanded.StartsWith(HubScheme, StringComparison.Ordinal)) return expanded;
        var full = Path.GetFullPath(expanded, place.Folder);
        return setting.AllowsHubId && HubId.IsOwnerAndName(expanded) && !Directory.Exists(full) ? expanded : full;
    }

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Variable();
}
