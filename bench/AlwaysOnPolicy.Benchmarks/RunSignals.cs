using System.Diagnostics;
using System.Globalization;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Ends each kind of stage, and each command that keeps its work, by signals, for want of memory and by the system's out-of-memory killer, and lets it
/// go on; see bench/signals.sh.</summary>
/// <param name="only">Part of the names of the commands that are to be ended; "" for all.</param>
internal sealed class RunSignals(string aop, string place, TimeSpan most, string only)
{
    private const int Attempts = 4, LongestWait = 30;   // milliseconds
    private const string OutOfMemory = "OOM kill", HangUp = "SIGHUP", NoMemory = "no memory";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Random _random = new(1);
    private readonly HashSet<string> _kinds = [];
    private int _wrong, _done, _notShown;

    /// <summary>A way to end a process.</summary>
    /// <param name="Codes">Exit codes that are right.</param>
    private sealed record Ending(string Name, int[] Codes, Func<Process, Task> Do);

    /// <param name="miniature">An experiment file.</param>
    /// <param name="model">A tiny model for the commands besides aop run.</param>
    /// <param name="data">samples/own-data.</param>
    public async Task<int> RunAsync(string miniature, string real, string model, string data)
    {
        using var service = new ScriptedServer();
        using var group = MemoryGroup.TryCreate();
        if (group is null) Console.WriteLine("the out-of-memory killer: left out, since a control group cannot be made here");
        Ending[] endings =
        [
            new("SIGTERM", [130], p => SignalAsync("TERM", p)), new("SIGINT", [130], p => SignalAsync("INT", p)),
            new(NoMemory, [1, 134, 137, 139], StarveAsync),
            group is null ? new("SIGKILL", [137], p => SignalAsync("KILL", p)) : new(OutOfMemory, [137], group.StarveAsync),
            new(HangUp, [130], p => SignalAsync("HUP", p)),
        ];
        Console.WriteLine($"{"what",-34} {"ended by",-10} {"code",4} {"gone after",10}  gone on with");
        await StagesAsync(["run", real, .. new[] { "author.chat", "vanilla.chat", "evaluation.judge.chat" }
            .SelectMany(s => new[] { "--set", $"{s}.endpoint={service.Endpoint}" })], endings);
        await StagesAsync(["run", miniature], endings);
        string Own(string name) => Path.Combine(data, name);
        await StagesAsync(["ppo", "--config", Own("ppo.yaml"), "--steps", "12", "--set", "samples.count=40"], endings);
        string[] asked = ["--model", model, "--template", "Question: {question} Answer:"];
        await StagesAsync(["sft", .. asked, "--data", Own("demonstrations.jsonl"), "--epochs", "6"], endings);
        await StagesAsync(["reward", "train", .. asked, "--pairs", Own("pairs.jsonl"), "--held-out", "40", "--epochs", "3"], endings);
        await FileAsync(["answer", .. asked, "--prompts", Own("prompts.jsonl"), "--samples", "8", "--max-new-tokens", "40"], endings);
        var (a, b) = (Path.Combine(place, "a.jsonl"), Path.Combine(place, "b.jsonl"));
        foreach (var (file, seed) in Wanted("judge") ? new[] { (a, "1"), (b, "2") } : [])
            if (await ToolRun.RunAsync(aop, ["answer", .. asked, "--prompts", Own("prompts.jsonl"), "--seed", seed, "--max-new-tokens", "24", "--out", file],
                $"{file}.log") != 0) throw new InvalidOperationException($"see {file}.log");
        await StagesAsync(["judge", "--a", a, "--b", b, "--judge", "compatible:scripted", "--endpoint", service.Endpoint], endings);
        Console.WriteLine($"{_done} ended in {_clock.Elapsed.TotalMinutes:0.0} minutes; " +
            (_wrong == 0 ? "all of them as documented, and identical when they had gone on" : $"{_wrong} WRONG, see {place}") +
            (_notShown == 0 ? "" : $"; {_notShown} NOT SHOWN"));
        return _wrong == 0 && _notShown == 0 ? 0 : 1;
    }

    private bool Wanted(string command) => command.Contains(only, StringComparison.Ordinal);

    /// <summary>Each kind of stage of a run, by itself: all others are there. A kind that an earlier command has is ended there, and only the longest stage of
    /// each command by SIGHUP and for want of memory, too.</summary>
    private async Task StagesAsync(string[] command, Ending[] endings)
    {
        var name = command[0] == "run" ? Path.GetFileNameWithoutExtension(command[1]) : command[0];
        if (!Wanted(name)) return;
        var whole = Path.Combine(place, name);
        if (await ToolRun.RunAsync(aop, [.. command, "--out", whole], $"{whole}.log") != 0) throw new InvalidOperationException($"see {whole}.log");
        var expected = ToolRun.Artifacts(whole);
        (string Name, double Seconds)[] kinds = [.. new RunFolder(whole).FinishedStages().GroupBy(s => s.Name).Select(g => (g.Key, g.Sum(s => s.Seconds)))];
        var longest = kinds.MaxBy(k => k.Seconds).Name;
        foreach (var kind in kinds.Where(k => _kinds.Add(k.Name) || k.Name == longest))
            foreach (var ending in endings.Where(e => e.Name is not (HangUp or NoMemory) || kind.Name == longest))
                await OneAsync($"{name}: {kind.Name}", ending, $"{whole}-{kind.Name}", folder =>
                {
                    Copy(whole, folder);
                    foreach (var stage in Directory.GetDirectories(Path.Combine(folder, "stages"), $"{kind.Name}-*"))
                        if (ToolRun.NameOf(Path.GetFileName(stage)) == kind.Name) Directory.Delete(stage, recursive: true);
                }, folder => [.. command, "--out", folder],
                folder => new RunFolder(folder).ReadLog() is var log && log.Count(l => l.Event == "run_started") == 2 && log[^1] is var last
                    && last.Event is "stage_started" or "note" && last.Stage is { } at && ToolRun.NameOf(at) == kind.Name,
                folder => ToolRun.Artifacts(folder).SequenceEqual(expected), isRun: true);
    }

    /// <summary>A command whose result is one file.</summary>
    private async Task FileAsync(string[] command, Ending[] endings)
    {
        if (!Wanted(command[0])) return;
        var whole = Path.Combine(place, $"{command[0]}.jsonl");
        if (await ToolRun.RunAsync(aop, [.. command, "--out", whole], $"{whole}.log") != 0) throw new InvalidOperationException($"see {whole}.log");
        foreach (var ending in endings)
            await OneAsync($"{command[0]}", ending, Path.Combine(place, $"{command[0]}-{ending.Name.Replace(' ', '-')}.jsonl"), _ => { },
                file => [.. command, "--out", file], file => File.Exists($"{file}.unfinished"),
                file => File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(whole)) && !File.Exists($"{file}.unfinished"), isRun: false);
    }

    /// <param name="at">Whether the moment has come.</param>
    /// <param name="same">Whether it ended as one left alone.</param>
    private async Task OneAsync(string what, Ending ending, string target, Action<string> prepare, Func<string, string[]> command, Func<string, bool> at,
        Func<string, bool> same, bool isRun)
    {
        for (var attempt = 1; attempt <= Attempts && _clock.Elapsed < most; attempt++)
        {
            var (folder, log) = (target, $"{target}.log");
            Clear(folder);
            File.Delete(log);
            prepare(folder);
            using var process = ToolRun.Start(aop, command(folder), log);
            while (!process.HasExited && !at(folder)) await Task.Delay(2);
            await Task.Delay(_random.Next(LongestWait / attempt));   // one that came too late is drawn earlier
            if (process.HasExited) continue;
            var clock = Stopwatch.StartNew();
            await ending.Do(process);
            using var patience = new CancellationTokenSource(s_patience);
            await process.WaitForExitAsync(patience.Token);
            // It had come to its end: a run has where its log says so, also if it is killed while it prints its tables.
            if (process.ExitCode == 0 || (isRun && new RunFolder(folder).ReadLog()[^1].Event == "run_finished")) continue;
            var (gone, code, said) = (clock.Elapsed, process.ExitCode, File.ReadAllText(log));
            var (right, told) = (ending.Codes.Contains(code), Told(code, said));
            var again = await ToolRun.RunAsync(aop, command(folder), log);
            var identical = again == 0 && same(folder);
            var words = File.ReadAllText(log)[said.Length..];
            var killed = !isRun || code == 130 || code == 1 || (words.Contains("ended without a word", StringComparison.Ordinal)
                && (ending.Name != OutOfMemory || words.Contains("because memory was used up", StringComparison.Ordinal)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-34} {ending.Name,-10} {code,4} {gone.TotalSeconds,8:0.00} s  " +
                $"{(identical ? "identical" : $"DIFFERENT (exit code {again})")}{(right ? "" : ", WRONG EXIT CODE")}{(told && killed ? "" : ", NOT TOLD")}"));
            _done++;
            if (identical && right && told && killed) Clear(folder);
            else _wrong++;
            return;
        }
        _notShown++;
        Console.WriteLine($"{what,-34} {ending.Name,-10}    -          -  NOT SHOWN: " +
            (_clock.Elapsed < most ? "over before it could be ended" : "the time was up"));
    }

    private static bool Told(int code, string said) => code switch
    {
        130 => said.Contains("the same command goes on from there.", StringComparison.Ordinal),
        1 => said.Contains("Memory is used up", StringComparison.Ordinal),
        _ => true,   // nobody is left to tell: the next run does
    };

    private static async Task SignalAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Takes away the address space that the process does not have yet: what it asks for next it does not get.</summary>
    private static async Task StarveAsync(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmSize:", StringComparison.Ordinal));
        var bytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
        using var limit = Process.Start("prlimit", [$"--pid={process.Id}", $"--as={bytes}"]);
        await limit.WaitForExitAsync();
    }

    private static void Clear(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        File.Delete(path);
        File.Delete($"{path}.unfinished");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(from, to));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, file.Replace(from, to));
    }
}
