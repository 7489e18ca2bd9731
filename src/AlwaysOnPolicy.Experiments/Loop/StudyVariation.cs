using System.Security.Cryptography;
using System.Text;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>One way in which a study changes the settings of its file.</summary>
/// <param name="Label">What the report calls it: "probe.answers=1".</param>
/// <param name="Overrides">"key=value", laid over the file.</param>
public sealed record StudyVariation(string Label, IReadOnlyList<string> Overrides)
{
    private const int LongestName = 60;

    /// <summary>The settings as the file has them.</summary>
    public static StudyVariation Base { get; } = new("base", []);

    /// <summary>A folder's name for it, another for each label.</summary>
    public string FolderName
    {
        get
        {
            var name = string.Concat(Label.Select(c => char.IsAsciiLetterOrDigit(c) || "._=-".Contains(c, StringComparison.Ordinal) ? c : '_'));
            return name == Label && name.Length <= LongestName ? name
                : $"{name[..Math.Min(name.Length, LongestName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Label)))[..8]}";
        }
    }

    /// <summary>Reads "key=a,b,…", several times: the base, and each value of each key alone against it; or, as a grid, every combination, of which the
    /// one of first values is what the others are compared with. Commas within brackets, braces and quotes separate nothing.</summary>
    /// <exception cref="SettingsException">A text has another form, or a key or a value is there twice.</exception>
    public static IReadOnlyList<StudyVariation> Of(IReadOnlyList<string> vary, bool grid)
    {
        (string Key, IReadOnlyList<string> Values)[] keys = [.. vary.Select(Read)];
        if (keys.GroupBy(k => k.Key).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new SettingsException($"--vary names '{twice}' twice: write all its values in one, --vary {twice}=a,b.");
        if (keys.Length == 0) return [Base];
        if (!grid) return [Base, .. keys.SelectMany(k => k.Values.Select(v => Named([$"{k.Key}={v}"])))];
        return [.. keys.Aggregate<(string Key, IReadOnlyList<string> Values), IEnumerable<string[]>>([[]],
            (all, key) => all.SelectMany(_ => key.Values, (so, value) => (string[])[.. so, $"{key.Key}={value}"])).Select(Named)];
    }

    private static StudyVariation Named(string[] overrides) => new(string.Join(", ", overrides), overrides);

    private static (string Key, IReadOnlyList<string> Values) Read(string text)
    {
        var (key, list) = text.Split('=', 2) is [var name, var rest] ? (name.Trim(), rest) : ("", "");
        var values = Parts(list);
        if (key.Length == 0 || values.Any(v => v.Length == 0))
            throw new SettingsException($"--vary {text}: this is not of the form key=a,b, such as probe.answers=1,2.");
        if (values.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice) throw new SettingsException($"--vary {text}: names '{twice}' twice.");
        return (key, values);
    }

    private static List<string> Parts(string list)
    {
        var (parts, depth, quote, start) = (new List<string>(), 0, '\0', 0);
        for (var i = 0; i < list.Length; i++)
        {
            var c = list[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c is '[' or '{') depth++;
            else if (c is ']' or '}') depth--;
            else if (c == ',' && depth == 0)
            {
                parts.Add(list[start..i].Trim());
                start = i + 1;
            }
        }
        parts.Add(list[start..].Trim());
        return parts;
    }
}
