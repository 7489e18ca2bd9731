using System.Collections.Concurrent;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A study: variations of an experiment, each with the same seeds. A seed's variations run one after another and share their stages; seeds run side by
/// side. Running again goes on with what is not finished.</summary>
/// <param name="variations">With their settings, the one that the others are compared with first.</param>
/// <param name="folder">In which each run has its own.</param>
public sealed class StudyRun(IReadOnlyList<(StudyVariation Variation, ExperimentSettings Settings)> variations, IReadOnlyList<ulong> seeds, string folder)
{
    private readonly ConcurrentDictionary<string, string> _failed = [];

    /// <summary>The runs that failed, "seed 3, base", with what they said.</summary>
    public IReadOnlyDictionary<string, string> Failed => _failed;

    /// <summary>A seed's runs, in their order.</summary>
    public IReadOnlyList<StudyMember> MembersOf(ulong seed) => [.. variations.Select(v => new StudyMember(v.Variation, v.Settings with { Seed = seed },
        Path.Combine(folder, variations.Count == 1 ? "" : v.Variation.FolderName, $"seed-{seed}")))];

    /// <summary>Runs all that is not finished. A run that fails is written down, and the others go on.</summary>
    /// <param name="workers">How many seeds may run side by side, which changes no result, where a finished run took so much memory at most, in bytes;
    /// null before one is finished. Asked again whenever a seed has ended.</param>
    /// <param name="run">Does one; gives back what went wrong, or null.</param>
    /// <param name="say">Takes a line of progress.</param>
    public async Task RunAsync(Func<long?, int> workers, Func<StudyMember, CancellationToken, Task<string?>> run, Action<string> say,
        CancellationToken cancel)
    {
        var (waiting, running) = (new Queue<ulong>(seeds), new List<Task<ulong>>());
        long? peak = null;
        async Task<ulong> Start(ulong seed)
        {
            await Task.Run(() => SeedAsync(seed, run, say, cancel), cancel);
            return seed;
        }
        try
        {
            while (waiting.Count + running.Count > 0)
            {
                while (waiting.Count > 0 && running.Count < workers(peak)) running.Add(Start(waiting.Dequeue()));
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                var records = MembersOf(await ended).SelectMany(m => new RunFolder(m.Folder).FinishedStages()).ToArray();
                if (records.Length > 0) peak = Math.Max(peak ?? 0, records.Max(r => r.PeakMemoryBytes));
            }
        }
        finally
        {
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // none is left at work
        }
    }

    /// <summary>Puts the seeds together of which every run is finished, and writes the report.</summary>
    /// <returns>Null where fewer than two seeds are.</returns>
    public (ReportData Data, string Page)? Report(string title)
    {
        ulong[] whole = [.. seeds.Where(s => MembersOf(s).All(j => !_failed.ContainsKey(NameOf(j)) && File.Exists(j.ReportFile)))];
        if (whole.Length < 2) return null;
        var merged = StudyMerge.Of([.. variations.Select((v, i) => (v.Variation.Label,
            (IReadOnlyList<ReportData>)[.. whole.Select(s => ReportReader.Read(MembersOf(s)[i].ReportFile))]))]);
        var data = Study.Combine(title, [.. whole.Zip(merged.Seeds)],
            [.. whole.SelectMany(s => MembersOf(s).Select(j => new ReportLink(variations.Count == 1 ? $"seed {s}" : $"seed {s}, {j.Variation.Label}",
                $"../{Path.GetRelativePath(folder, j.Folder).Replace('\\', '/')}/{RunFolder.ReportName}/index.html")))], merged.Pairs);
        data = data with
        {
            Facts = [.. data.Facts, .. StudyShares.Of(whole.SelectMany(MembersOf)).Facts, new("machine", $"{Environment.ProcessorCount} processors")],
            Notes = [.. data.Notes, .. merged.Notes, .. _failed.OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => $"{f.Key} failed, so that its seed is left out: {f.Value}")],
        };
        return (data, ReportWriter.Write(data, Path.Combine(folder, RunFolder.ReportName)));
    }

    private async Task SeedAsync(ulong seed, Func<StudyMember, CancellationToken, Task<string?>> run, Action<string> say, CancellationToken cancel)
    {
        var earlier = new List<RunFolder>();
        foreach (var member in MembersOf(seed))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var plan = ExperimentPlan.Build(member.Settings).Plan;
                if (member.IsDone(plan))
                {
                    say($"{NameOf(member)}: finished before");
                }
                else
                {
                    var shared = SharedStages.Link(plan, new RunFolder(member.Folder), earlier);
                    say($"{NameOf(member)}: {plan.Nodes.Count} stages{(shared > 0 ? $", {shared} of them shared" : "")}");
                    if (await run(member, cancel) is { } error) Fail(member, error, say);
                    else say($"{NameOf(member)}: done");
                }
            }
            catch (UserErrorException e)
            {
                Fail(member, e.Message, say);
            }
            earlier.Add(new RunFolder(member.Folder));
        }
    }

    private void Fail(StudyMember member, string error, Action<string> say)
    {
        _failed[NameOf(member)] = error;
        say($"{NameOf(member)}: failed: {error}");
    }

    private string NameOf(StudyMember member) => $"seed {member.Settings.Seed}{(variations.Count == 1 ? "" : $", {member.Variation.Label}")}";
}
