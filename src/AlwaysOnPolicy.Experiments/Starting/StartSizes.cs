using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>Sizes of an experiment that go with the data: a first run that ends soon, and leaves half of the pool for a longer one.</summary>
/// <param name="Files">The data with its sizes.</param>
/// <param name="Prompts">Of an iteration.</param>
/// <param name="Quadruples">Of each domain shown to an author's call.</param>
internal sealed record StartSizes(DataFilesSettings Files, int Prompts, int Calls, int Quadruples, int BatchSize)
{
    public const int Iterations = 3, Passes = 2;
    private const int MostPrompts = 320, MostPosts = 30, PaperDomains = 11, PaperPosts = 15, PromptsPerCall = 8;

    /// <param name="named">Without a pool that of the demonstrations is taken, and what the probe leaves.</param>
    /// <exception cref="SettingsException">A file or model is not there.</exception>
    /// <exception cref="DataException">A file cannot be read, or holds too little.</exception>
    public static StartSizes Of(DataFilesSettings named)
    {
        var (shown, compared) = (named.Demonstrations.Data, named.Preferences!.Data);
        var demonstrations = DataSets.ReadDemonstrations(DataInput.Of(shown.For(DataUse.Demonstrations), "files.demonstrations.data")).Rows.Count;
        var pairs = DataSets.ReadPairs(DataInput.Of(compared.For(DataUse.Pairs), "files.preferences.data")).Rows.Count;
        var files = named with
        {
            Demonstrations = new() { Data = shown, Validation = Math.Clamp(demonstrations / 10, 1, 100) },
            Probe = Probe(named.Probe.Data, named.Pool.Count > 0),
            Pool = named.Pool.Count > 0 ? named.Pool : [named.Probe.Data, shown],
            Preferences = new() { Data = compared, HeldOutPairs = Math.Clamp(pairs / 6, 1, 100), TestPrompts = 500 },
        };
        var sets = new FilesSource(files, new()).Read(seed: 1);
        var prompts = Math.Clamp(sets.Pool.Count / (2 * Iterations), 1, MostPrompts);
        var calls = Math.Max(1, prompts / PromptsPerCall);
        return new(files, calls * (prompts / calls), calls, Math.Min(PaperPosts, sets.Probe.GroupBy(q => q.Domain).Min(g => g.Count())),
            (prompts * Passes) switch { >= 64 => 16, >= 16 => 8, _ => 4 });
    }

    /// <summary>Two domains or more, each with as many posts as the paper shows of one where there are so many. Where nothing else gives prompts, half of a
    /// domain is left to choose from.</summary>
    private static ProbeFileSettings Probe(DataSource data, bool hasPool)
    {
        var rows = DataSets.ReadQuestions(DataInput.Of(data.For(DataUse.Questions), "files.probe.data")).Rows;
        var clusters = Math.Clamp(rows.Count / PaperPosts, 2, PaperDomains);
        int[] posts = FoundDomains.AreNeeded(rows)
            ? [.. Enumerable.Repeat(Math.Max(2, rows.Count / clusters / 3), clusters)]   // how large the clusters will be nobody knows yet
            : [.. rows.GroupBy(q => q.Domain).Select(g => g.Count()).OrderDescending()];
        var least = Math.Min(PaperPosts, posts.Length > 1 ? posts[1] : posts[0]);
        return new()
        {
            Data = data,
            MinPostsPerDomain = least,
            MaxPostsPerDomain = hasPool ? MostPosts : Math.Clamp(least / 2, 1, MostPosts),
            Clusters = clusters,
        };
    }
}
