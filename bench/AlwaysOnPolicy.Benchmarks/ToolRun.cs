using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>The aop tool in a process of its own, and what it left in a run's folder.</summary>
internal static class ToolRun
{
    // What a clock says, a processor, or a reading of memory; nothing else may differ.
    private static readonly string[] s_clock = ["seconds", "processor_seconds", "peak_memory_bytes", "seal"];   // the seal is of all of these too
    private const string ClockCost = "processor_seconds";   // what is compared at equal processor time
    private static readonly string[] s_clockFacts = ["work", "peak memory", "from first to last"];

    /// <param name="log">Gets what the tool prints, behind what is there.</param>
    public static Process Start(string aop, IEnumerable<string> arguments, string log)
    {
        // A script behind '&' or nohup ignores SIGINT and SIGHUP, and so would the tool, which inherits that.
        const string Script = "log=$1; shift; exec env --default-signal=INT,HUP \"$@\" >> \"$log\" 2>&1";
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", log, aop, .. arguments]))!;
    }

    public static async Task<int> RunAsync(string aop, IEnumerable<string> arguments, string log)
    {
        using var process = Start(aop, arguments, log);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>The hash of every file of every finished stage but the times of its steps, and a checkpoint's list of hashes, which has theirs; and what each
    /// stage counted of its work.</summary>
    public static SortedDictionary<string, string> Artifacts(string folder) => new(new RunFolder(folder).FinishedStages()
        .SelectMany(stage => stage.Files.Where(f => Path.GetFileName(f.Path) is not (StageContext.TimesFile or "checkpoint.json"))
            .Select(f => KeyValuePair.Create($"{stage.Name}-{stage.Key[..12]}/{f.Path}", f.Sha256))
            .Append(KeyValuePair.Create($"{stage.Name}-{stage.Key[..12]} counts", JsonSerializer.Serialize(stage.Counts))))
        .ToDictionary(), StringComparer.Ordinal);

    /// <summary>report.json without what a clock says.</summary>
    /// <param name="endpoint">Where its service was, which stands among the settings.</param>
    public static string Report(string folder, string endpoint)
    {
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, RunFolder.ReportName, "report.json")))!;
        Strip(report);
        return report.ToJsonString().Replace(endpoint, "SERVICE", StringComparison.Ordinal);
    }

    /// <summary>Stages that were under way when a log's lines end, or "between stages".</summary>
    public static string UnderWay(IEnumerable<RunLogLine> log)
    {
        var open = new List<string>();
        foreach (var line in log.Where(l => l.Stage is not null))
            if (line.Event == "stage_started") open.Add(line.Stage!);
            else if (line.Event == "stage_finished") open.Remove(line.Stage!);
        return open.Count == 0 ? "between stages" : string.Join(" and ", open.Select(NameOf).Order(StringComparer.Ordinal));
    }

    /// <summary>A stage's name, from its folder's.</summary>
    public static string NameOf(string folder) => folder[..folder.LastIndexOf('-')];

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var name in fields.Select(f => f.Key).ToArray())
                    if (s_clock.Contains(name)) fields.Remove(name);
                    else Strip(fields[name]);
                break;
            case JsonArray items:
                foreach (var row in items.OfType<JsonObject>().Where(i => i["cost"]?.ToString() == ClockCost).ToArray()) items.Remove(row);
                foreach (var fact in items.OfType<JsonObject>().Where(i => i["label"]?.GetValueKind() == JsonValueKind.String
                    && s_clockFacts.Contains(i["label"]!.GetValue<string>())).ToArray()) items.Remove(fact);
                foreach (var item in items) Strip(item);
                break;
        }
    }
}
