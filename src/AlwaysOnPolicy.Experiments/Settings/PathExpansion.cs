using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Experiments.Settings;

internal static partial class PathExpansion
{
    /// <exception cref="Models.SettingsException">An environment variable is not set.</exception>
    public static string Expand(string path, string folder, SettingsPlace place)
    {
        var expanded = Variable().Replace(path, match =>
        {
            var name = match.Groups[1].Value;
            return Environment.GetEnvironmentVariable(name)
                ?? throw place.Error($"the environment variable {name} is not set. Set it, or write the path itself.");
        });
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
            expanded = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + expanded[1..];
        return Path.GetFullPath(expanded, place.IsOption ? Environment.CurrentDirectory : folder);
    }

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Variable();
}
