using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Engine.Settings;

internal static partial class PathExpansion
{
    /// <param name="allowHubId">Leaves owner/name as it is where no such folder is there.</param>
    /// <exception cref="SettingsException">An environment variable is not set.</exception>
    public static string Expand(string path, string folder, SettingsPlace place, bool allowHubId = false)
    {
        var expanded = Variable().Replace(path, match =>
        {
            var name = match.Groups[1].Value;
            return Environment.GetEnvironmentVariable(name)
                ?? throw place.Error($"the environment variable {name} is not set. Set it, or write the path itself.");
        });
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
            expanded = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + expanded[1..];
        var full = Path.GetFullPath(expanded, place.IsOption ? Environment.CurrentDirectory : folder);
        return allowHubId && HubId.IsOwnerAndName(expanded) && !Directory.Exists(full) ? expanded : full;
    }

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Variable();
}
