using System.Diagnostics;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Kills whole runs with SIGKILL at random moments, lets them go on until they are finished, and compares what they left with what an undisturbed run
/// left; see bench/kills.sh.</summary>
/// <remarks>A moment is drawn by stage and not by the clock, or most would fall into the start of the process and into the longest stage: of the stages that
/// the process begins, the first, second or third, and inside of it any moment of the time that it took in the undisturbed run.</remarks>
/// <param name="only">Names of the stages that kills are to fall into; none for all.</param>
internal sealed class RunKills(string aop, string place, TimeSpan most, IReadOnlyCollection<string> only)
{
    private const int MostSkipped = 2, Seeds = 2, Killed = 128 + 9;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Random _random = new(1);
    private readonly SortedDictionary<string, int> _in = new(StringComparer.Ordinal);
    private int _kills, _inCalls, _wrong;

    /// <param name="settings">The experiment files, taken in turns with one seed after another; those that ask a service get its address.</param>
    /// <returns>0 where every run ended as an undisturbed one.</returns>
    public async Task<int> RunAsync(string[] settings, int kills, int firstSeed)
    {
        for (var seed = firstSeed; _kills < kills && _clock.Elapsed < most; seed++)
            foreach (var file in settings)
                if (_kills < kills && _clock.Elapsed < most) await OneAsync(file, seed, Math.Min(kills, _kills + (kills / (Seeds * settings.Length))));
        Console.WriteLine($"{_kills} kills in {_clock.Elapsed.TotalMinutes:0.0} minutes, {_inCalls} of them with calls under way; " +
            (_wrong == 0 ? "all runs identical" : $"{_wrong} runs WRONG, see {place}"));
        Console.WriteLine($"Stages under way at a kill: {string.Join(", ", _in.Select(i => $"{i.Key} {i.Value}"))}");
        return _wrong == 0 ? 0 : 1;
    }

    /// <param name="upTo">So many kills in all, and then the run may end.</param>
    private async Task OneAsync(string file, int seed, int upTo)
    {
        var name = $"{Path.GetFileNameWithoutExtension(file)}-{seed}";
        var (whole, killed) = (Path.Combine(place, $"{name}-whole"), Path.Combine(place, $"{name}-killed"));
        using var first = new ScriptedServer();
        var clock = Stopwatch.StartNew();
        if (await ToolRun.RunAsync(aop, Arguments(file, seed, whole, first), $"{whole}.log") != 0) throw new InvalidOperationException($"see {whole}.log");
        var took = clock.Elapsed;
        var seconds = new RunFolder(whole).FinishedStages().ToDictionary(s => $"{s.Name}-{s.Key[..12]}", s => s.Seconds);

        using var service = new ScriptedServer();
        var fell = new List<string>();
        while (true)
        {
            var before = Log(killed).Count;
            using var process = ToolRun.Start(aop, Arguments(file, seed, killed, service), $"{killed}.log");
            if (_kills < upTo && _clock.Elapsed < most) await MomentAsync(process, killed, before, seconds);
            else await process.WaitForExitAsync();
            var calls = service.UnderWay;
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            if (process.ExitCode == 0) break;
            if (process.ExitCode != Killed) throw new InvalidOperationException($"exit code {process.ExitCode}: see {killed}.log");
            _kills++;
            _inCalls += calls > 0 ? 1 : 0;
            fell.Add((calls > 0 ? "calls of " : "") + ToolRun.UnderWay(Log(killed).Skip(before)));
        }

        List<string> wrong = [];
        if (!ToolRun.Artifacts(killed).SequenceEqual(ToolRun.Artifacts(whole))) wrong.Add("ARTIFACTS DIFFER");
        if (ToolRun.Report(killed, service.Endpoint) != ToolRun.Report(whole, first.Endpoint)) wrong.Add("REPORT DIFFERS");
        var asks = File.Exists(Path.Combine(whole, CallLedger.FileName));
        var asked = asks ? Calls(first, service, whole, killed, wrong) : "";
        var stages = string.Join(", ", fell.CountBy(f => f).OrderByDescending(f => f.Value).Select(f => f.Value == 1 ? f.Key : $"{f.Value} in {f.Key}"));
        foreach (var stage in fell.SelectMany(f => f.Split(" and "))) _in[stage] = _in.GetValueOrDefault(stage) + 1;
        Console.WriteLine($"{name}: undisturbed {took.TotalSeconds:0} s; {fell.Count} kills ({stages}); {ToolRun.Artifacts(killed).Count} files; " +
            $"{(wrong.Count == 0 ? "identical" : string.Join(", ", wrong))}{asked}");
        _wrong += wrong.Count == 0 ? 0 : 1;
        if (wrong.Count > 0) return;
        Directory.Delete(whole, recursive: true);
        Directory.Delete(killed, recursive: true);
    }

    /// <summary>Waits for a moment inside a stage, or for the process to end.</summary>
    /// <param name="before">Lines of the log that are not this process's.</param>
    private async Task MomentAsync(Process process, string folder, int before, Dictionary<string, double> seconds)
    {
        for (var skipped = only.Count > 0 ? 0 : _random.Next(MostSkipped + 1); !process.HasExited; await Task.Delay(5))
        {
            if (Log(folder).Skip(before).Where(l => l.Event == "stage_started"
                && (only.Count == 0 || only.Contains(ToolRun.NameOf(l.Stage!)))).ElementAtOrDefault(skipped) is not { } begun) continue;
            await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble() * seconds.GetValueOrDefault(begun.Stage!)));
            return;
        }
    }

    private static IReadOnlyList<RunLogLine> Log(string folder) => new RunFolder(folder).ReadLog();

    /// <summary>A request that came twice was under way at a kill: the ledger has its first call as one of unknown outcome. An answer that was written and
    /// asked for again would be one more answered call, or a request without a call.</summary>
    private static string Calls(ScriptedServer first, ScriptedServer service, string whole, string killed, List<string> wrong)
    {
        var (undisturbed, ledger) = (Read(whole), Read(killed));
        var (requests, twice) = (service.Asked.Values.Sum(), service.Asked.Values.Sum(n => n - 1) - first.Asked.Values.Sum(n => n - 1));
        if (ledger.Total.Answered != undisturbed.Total.Answered) wrong.Add($"{ledger.Total.Answered} ANSWERED CALLS INSTEAD OF {undisturbed.Total.Answered}");
        if (!service.Asked.Keys.Order().SequenceEqual(first.Asked.Keys.Order())) wrong.Add("OTHER REQUESTS");
        if (twice > ledger.UnknownOutcome + ledger.LostAttempts) wrong.Add("ASKED AGAIN");
        return $"; {requests} requests for {ledger.Total.Answered} answered calls ({first.Asked.Values.Sum()} undisturbed), {twice} of them a second time, " +
            $"{ledger.UnknownOutcome} under way at a kill";
    }

    private static LedgerReport Read(string folder) => LedgerReport.Read(Path.Combine(folder, CallLedger.FileName));

    private static string[] Arguments(string file, int seed, string folder, ScriptedServer service) =>
    [
        "run", file, "--out", folder, "--set", $"seed={seed}",
        .. File.ReadAllText(file).Contains("kind: chat", StringComparison.Ordinal)
            ? new[] { "author.chat", "vanilla.chat", "evaluation.judge.chat" }.SelectMany(s => new[] { "--set", $"{s}.endpoint={service.Endpoint}" }) : [],
    ];
}
