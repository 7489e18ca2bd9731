using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Where a model comes from, as its folder tells.</summary>
/// <param name="Name">Its name on the hub where that is known, else <see cref="NameOf"/> its folder; never a whole path.</param>
/// <param name="IsOnHub">Whether <paramref name="Name"/> is one of the hub's.</param>
/// <param name="Licence">As the card in the folder (README.md) names it; null where there is no card, or it names none.</param>
internal sealed record ModelOrigin(string Name, bool IsOnHub, string? Licence)
{
    private const string Policies = "policies";   // the folder of an experiment's

    private static readonly string[] s_givenByRuns = [SftTraining.Best, SftTraining.Last, "policy"];

    private const string Fence = "---", Key = "license:";

    /// <param name="folder">The model's.</param>
    public static ModelOrigin Of(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var card = Path.Combine(full, ModelCard.FileName);
        var licence = File.Exists(card) ? LicenceIn(File.ReadLines(card)) : null;
        return HubCache.IdOfSnapshot(full) is { } id ? new(id.Text, true, licence) : new(NameOf(full), false, licence);
    }

    /// <summary>What a folder is called: by its own name, and where that is one that every run gives ("best", "policy", "policies/aop-2"), with that of the
    /// run before it.</summary>
    public static string NameOf(string folder)
    {
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(own) ?? "";
        var isOfMany = Path.GetFileName(parent) == Policies;
        if (isOfMany) parent = Path.GetDirectoryName(parent) ?? "";
        var name = Path.GetFileName(own);
        return (isOfMany || s_givenByRuns.Contains(name)) && Path.GetFileName(parent) is { Length: > 0 } run ? $"{run}/{name}" : name;
    }

    /// <summary>The licence in the head of a card, which stands between two fences.</summary>
    private static string? LicenceIn(IEnumerable<string> lines) => lines
        .SkipWhile(string.IsNullOrWhiteSpace).Select((line, i) => (Line: line.TrimEnd(), Number: i))
        .TakeWhile(l => l.Number == 0 ? l.Line == Fence : l.Line != Fence)
        .Where(l => l.Line.StartsWith(Key, StringComparison.Ordinal))
        .Select(l => l.Line[Key.Length..].Trim().Trim('"', '\''))
        .FirstOrDefault(l => l.Length > 0);
}
