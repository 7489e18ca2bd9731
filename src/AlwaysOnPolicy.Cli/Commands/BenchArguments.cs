using AlwaysOnPolicy.Experiments.Bench;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Reads what is written on the command line of the reward bench.</summary>
internal static class BenchArguments
{
    private static readonly Dictionary<string, DataFormat> s_formats = new() { ["shp"] = DataFormat.Shp, ["hh_rlhf"] = DataFormat.HhRlhf, ["jsonl"] = DataFormat.Jsonl };

    /// <param name="texts">"A=folder,B=folder", in one piece or several.</param>
    /// <param name="trained">Names of models that were trained on the pairs.</param>
    public static IReadOnlyList<BenchModel> Models(string[] texts, string[] trained)
    {
        string[] known = [.. Parts(trained)];
        BenchModel[] models = [.. Parts(texts).Select(t => t.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } folder]
            ? new BenchModel(name, folder, known.Contains(name))
            : throw new SettingsException($"--models has '{t}': write each model as NAME=folder, with commas between."))];
        return known.FirstOrDefault(k => models.All(m => m.Name != k)) is { } unknown
            ? throw new SettingsException($"--trained-on names '{unknown}', which is none of --models: {string.Join(", ", models.Select(m => m.Name))}.")
            : models;
    }

    /// <param name="text">"file" or "file:format"; a colon before anything but a format's name belongs to the path.</param>
    public static DataSource Pairs(string text, int perQuestion)
    {
        if (perQuestion < 1) throw new SettingsException($"--per-question is {perQuestion}; it must be 1 or more.");
        var colon = text.LastIndexOf(':');
        var (path, format) = colon > 0 && s_formats.TryGetValue(text[(colon + 1)..], out var named) ? (text[..colon], named) : (text, DataFormat.Jsonl);
        if (colon > 0 && path.Length == text.Length && !text[(colon + 1)..].AsSpan().ContainsAny("/\\.*"))
            throw new SettingsException($"--pairs has '{text}', and '{text[(colon + 1)..]}' is no format of pairs; these are: {string.Join(", ", s_formats.Keys)}.");
        return new DataSource { Path = path, Format = format, MaxPairsPerQuestion = perQuestion };
    }

    public static ulong Seed(int seed) => seed >= 0 ? (ulong)seed : throw new SettingsException($"--seed is {seed}; it must be 0 or more.");

    private static IEnumerable<string> Parts(string[] texts) => texts.SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
