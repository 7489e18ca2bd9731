using AlwaysOnPolicy.Experiments.RewardBench;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Reads what is written on the command line of the reward bench.</summary>
internal static class BenchArguments
{
    /// <param name="texts">"A=folder,B=owner/name,folder", in one piece or several; without a name the last part of the folder or id is it.</param>
    /// <param name="trained">Names of models that were trained on the pairs.</param>
    public static IReadOnlyList<BenchModel> Models(string[] texts, string[] trained)
    {
        string[] known = [.. Parts(trained)];
        BenchModel[] models = [.. Parts(texts).Select(Model).Select(m => m with { TrainedOnBench = known.Contains(m.Name) })];
        return known.FirstOrDefault(k => models.All(m => m.Name != k)) is { } unknown
            ? throw new SettingsException($"--trained-on names '{unknown}', which is none of --models: {string.Join(", ", models.Select(m => m.Name))}.")
            : models;
    }

    public static ulong Seed(int seed) => seed >= 0 ? (ulong)seed : throw new SettingsException($"--seed is {seed}; it must be 0 or more.");

    private static BenchModel Model(string text) => text.Split('=', 2) switch
    {
        [{ Length: > 0 } name, { Length: > 0 } place] => new BenchModel(name, place),
        [var place] when Path.GetFileName(Path.TrimEndingDirectorySeparator(place)) is { Length: > 0 } name => new BenchModel(name, place),
        _ => throw new SettingsException($"--models has '{text}': write each model as NAME=folder or NAME=owner/name, with commas between."),
    };

    private static IEnumerable<string> Parts(string[] texts) => texts.SelectMany(
        t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
