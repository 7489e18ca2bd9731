using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Ledger;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>Kills a run in the middle of its calls with SIGKILL, lets it go on, and looks at what it has, what it paid and what its service did.</summary>
internal static class LedgerKills
{
    private const int Lists = 12;
    private const long Budget = 3_000_000;

    /// <summary>20 authors' calls and judgements against a service that fails in every way.</summary>
    /// <returns>0 where nothing was lost, written twice or paid for beyond the budget.</returns>
    public static async Task<int> RunAsync(int kills, int comparisons)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-kills-").FullName;
        using var server = new FaultServer(faults: true);
        var random = new Random(1);
        var killed = 0;
        for (var begun = 0; killed < kills && begun < 10 * kills; begun++)
        {
            using var worker = Begin(folder, server, comparisons, Lists);
            var (before, more) = (server.Requests, random.Next(5, 2 + (2 * ((2 * comparisons) + Lists) / kills)));
            while (!worker.HasExited && server.Requests < before + more) await Task.Delay(2);
            if (worker.HasExited) break;
            worker.Kill();
            await worker.WaitForExitAsync();
            killed++;
        }
        using (var last = Begin(folder, server, comparisons, Lists)) await last.WaitForExitAsync();

        var result = JsonSerializer.Deserialize<LedgerWorker.Result>(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        var ledger = LedgerReport.Read(Path.Combine(folder, CallLedger.FileName));
        var twice = server.Answered.Values.Sum(n => n - 1);
        Console.WriteLine($"{killed} kills; {server.Requests} requests: " +
            $"{string.Join(", ", server.Done.OrderByDescending(d => d.Value).Select(d => $"{d.Value} {d.Key}"))}");
        Console.WriteLine($"prompts {result.Prompts} of {Lists * LedgerWorker.PerList}, {result.Distinct} distinct; verdicts {result.Verdicts} of " +
            $"{comparisons}, {result.Failed} failed");
        Console.WriteLine($"ledger: {ledger.Total.Calls} calls, {ledger.Total.Answered} answered, {ledger.Total.Failed} failed, {ledger.UnknownOutcome} of " +
            "unknown outcome " +
            $"(at most {killed * LedgerWorker.Concurrency}), {ledger.UnderWay} under way");
        Console.WriteLine($"tokens: {server.Billed} billed by the service, {ledger.Total.ChargedTokens} charged, budget {Budget}");
        Console.WriteLine($"requests that the service answered with words more than once: {twice}, of which the answer was on its way at a kill, or too " +
            $"late; lost attempts: {ledger.LostAttempts}");

        // The same work without a kill, on the same ledger, asks nothing and comes to the same.
        var (all, asked) = (result.All, server.Requests);
        using (var again = Begin(folder, server, comparisons, Lists)) await again.WaitForExitAsync();
        var repeated = JsonSerializer.Deserialize<LedgerWorker.Result>(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Console.WriteLine($"once more: {server.Requests - asked} requests, the result {(all.SequenceEqual(repeated.All) ? "the same" : "ANOTHER")}");
        var good = killed == kills && result.Prompts == Lists * LedgerWorker.PerList && result.Distinct == result.Prompts && result.Verdicts == comparisons
            && result.Failed == 0
            && ledger.UnknownOutcome <= killed * LedgerWorker.Concurrency && ledger.UnderWay == 0 && twice <= ledger.UnknownOutcome + ledger.LostAttempts
                && server.Billed <= ledger.Total.ChargedTokens
            && ledger.Total.ChargedTokens <= Budget && server.Requests == asked && all.SequenceEqual(repeated.All);
        return End(folder, good);
    }

    /// <summary>A judge that is killed when half of its comparisons are asked.</summary>
    public static async Task<int> HalfAsync(int comparisons)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-half-").FullName;
        using var server = new FaultServer(faults: false);
        using (var first = Begin(folder, server, comparisons, 0))
        {
            while (server.Requests < comparisons) await Task.Delay(1);   // in both orders: half of the requests
            first.Kill();
            await first.WaitForExitAsync();
        }
        var (half, kept) = (server.Requests, LedgerReport.Read(Path.Combine(folder, CallLedger.FileName)).Total.Answered);
        using (var second = Begin(folder, server, comparisons, 0)) await second.WaitForExitAsync();
        var result = JsonSerializer.Deserialize<LedgerWorker.Result>(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        // A machine with much other work loses attempts to time-outs as well: the ledger has them, and the service saw them.
        var ledger = LedgerReport.Read(Path.Combine(folder, CallLedger.FileName));
        var (unknown, lost) = (ledger.UnknownOutcome, ledger.LostAttempts);
        Console.WriteLine($"killed after {half} requests, {kept} answers kept; went on with {server.Requests - half} requests; {result.Verdicts} verdicts of " +
            $"{comparisons}, " +
            $"{result.Failed} failed; {unknown} of unknown outcome, asked again; {lost} lost attempts; {server.Requests} requests for {2 * comparisons} answers");
        return End(folder, result.Verdicts == comparisons && result.Failed == 0 && unknown <= LedgerWorker.Concurrency
            && server.Requests <= (2 * comparisons) + unknown + lost && server.Requests - half <= (2 * comparisons) - kept + lost);
    }

    private static int End(string folder, bool good)
    {
        Console.WriteLine(good ? "as it should be" : $"WRONG, see {folder}");
        if (good) Directory.Delete(folder, recursive: true);
        return good ? 0 : 1;
    }

    private static Process Begin(string folder, FaultServer server, int comparisons, int lists)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in new[] { "ledger-worker", folder, server.Endpoint, $"{comparisons}", $"{lists}", $"{Budget}" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
