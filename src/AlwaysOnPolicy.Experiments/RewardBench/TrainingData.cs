using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Rewards;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Finds out whether a reward model was trained on the bench's data, which would flatter it.</summary>
internal static class TrainingData
{
    /// <returns>A sentence for each data set of the bench that the model is known to have seen.</returns>
    /// <param name="questions">The bench's, one a pair.</param>
    public static IReadOnlyList<string> Seen(IRewardModel model, string folder, bool said, IReadOnlyList<DataSource> bench, IReadOnlyList<string> questions)
    {
        var formats = bench.Select(s => s.Format).Distinct().Where(f => NameOf(f) is not null).ToArray();
        var seen = said ? ["trained on these pairs, as was said"] : new List<string>();
        string[] card = [.. CardDataSets(folder)];
        var own = TrainedQuestions.TryRead(folder);
        var shared = own?.Among(questions) ?? 0;
        if (shared > 0) seen.Add($"it was trained on the questions of {shared} of these {questions.Count} pairs");
        foreach (var format in formats)
        {
            if (own is not null && shared == 0 && own.Formats.Contains(format)) seen.Add($"it was trained on {NameOf(format)}, on other questions");
            else if (model is SteamShpRewardModel) seen.Add($"SteamSHP was trained on {NameOf(format)}");
            else if (card.FirstOrDefault(d => d.EndsWith(NameOf(format)!, StringComparison.OrdinalIgnoreCase)) is { } named)
                seen.Add($"its model card names {named}");
        }
        return seen;
    }

    /// <summary>The end of the data set's name on the hub, of formats that are one data set's own.</summary>
    private static string? NameOf(DataFormat format) => format switch { DataFormat.Shp => "SHP", DataFormat.HhRlhf => "hh-rlhf", _ => null };

    /// <summary>The list "datasets" at the head of the folder's README.md. A card that cannot be read names none.</summary>
    internal static IEnumerable<string> CardDataSets(string folder)
    {
        var card = Path.Combine(folder, "README.md");
        if (!File.Exists(card)) return [];
        var text = File.ReadAllText(card).ReplaceLineEndings("\n");
        if (!text.StartsWith("---\n", StringComparison.Ordinal) || text.IndexOf("\n---", 4, StringComparison.Ordinal) is not (var end and > 0)) return [];
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text[4..end]));
            return yaml.Documents is [{ RootNode: YamlMappingNode head }] && head.Children.TryGetValue(new YamlScalarNode("datasets"), out var sets)
                ? sets switch
                {
                    YamlSequenceNode list => [.. list.OfType<YamlScalarNode>().Select(s => s.Value ?? "")],
                    YamlScalarNode one => [one.Value ?? ""],
                    _ => [],
                }
                : [];
        }
        catch (YamlException)
        {
            return [];
        }
    }
}
