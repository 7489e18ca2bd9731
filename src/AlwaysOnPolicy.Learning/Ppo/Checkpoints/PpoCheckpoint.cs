using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Learning.Ppo.Checkpoints;

/// <summary>Where an iteration stood after some step. All random generators derive from the run's seed and the step's number, so this is the whole state.</summary>
/// <param name="Folder">Holds model/ (a HuggingFace folder, or of a policy with an adapter PEFT's, with the value head), trainer/ (see
/// <see cref="PpoTrainer.SaveState"/>), metrics.jsonl, times.jsonl and checkpoint.json.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Identity">Of the iteration: seed, prompts and settings. Only the same iteration can go on from here.</param>
public sealed record PpoCheckpoint(string Folder, int Step, string Identity)
{
    internal const string ModelName = "model";
    internal const string TrainerName = "trainer";
    internal const string MetricsName = "metrics.jsonl";
    internal const string TimesName = "times.jsonl";

    internal static JsonSerializerOptions Json { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Load the policy, or its adapter, and its value head from here.</summary>
    public string ModelFolder => Path.Combine(Folder, ModelName);

    /// <summary>For <see cref="PpoTrainer.LoadState"/>.</summary>
    public string TrainerFolder => Path.Combine(Folder, TrainerName);

    /// <summary>The metrics of the steps done.</summary>
    public IReadOnlyList<PpoStepRecord> ReadRecords() =>
        [.. Lines<PpoStepRecord>(MetricsName).Zip(Lines<Dictionary<string, double>>(TimesName), (record, times) => record with { Times = times })];

    private IEnumerable<T> Lines<T>(string file) => File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonSerializer.Deserialize<T>(line, Json)!);
}
