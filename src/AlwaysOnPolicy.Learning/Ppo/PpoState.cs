using System.Text.Json;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What an iteration leaves in a checkpoint: model/ (a HuggingFace folder, or of a policy with an adapter PEFT's, with the value head; of one on a
/// server, where its weights are kept), trainer/ (see
/// <see cref="PpoTrainer.SaveState"/>), metrics.jsonl, times.jsonl and rollouts.jsonl, a line a step.</summary>
internal static class PpoState
{
    private const string ModelName = "model";
    private const string TrainerName = "trainer";
    private const string MetricsName = "metrics.jsonl";
    private const string TimesName = "times.jsonl";
    private const string RolloutsName = "rollouts.jsonl";

    /// <param name="records">Of the steps done.</param>
    /// <param name="journal">Has their rollouts.</param>
    public static void Save(string folder, Policy policy, PpoTrainer trainer, IReadOnlyList<PpoStepRecord> records, RolloutJournal journal)
    {
        trainer.SavePolicy(Path.Combine(folder, ModelName), policy);
        trainer.SaveState(Path.Combine(folder, TrainerName));
        File.WriteAllLines(Path.Combine(folder, MetricsName), records.Select(Line));
        File.WriteAllLines(Path.Combine(folder, TimesName), records.Select(r => Line(r.Times)));
        journal.CopyTo(Path.Combine(folder, RolloutsName));
    }

    /// <summary>Sets policy or adapter, value head and trainer to what they were.</summary>
    /// <param name="journal">Takes up the rollouts of the steps done.</param>
    /// <returns>The metrics of the steps done, one after the other.</returns>
    /// <exception cref="CheckpointException">The folder is of another model.</exception>
    public static IEnumerable<PpoStepRecord> Restore(string folder, Policy policy, PpoTrainer trainer, RolloutJournal journal)
    {
        trainer.RestorePolicy(Path.Combine(folder, ModelName), policy);
        trainer.LoadState(Path.Combine(folder, TrainerName));
        return Lines<PpoStepRecord>(folder, MetricsName)
            .Zip(Lines<Dictionary<string, double>>(folder, TimesName), (record, times) => record with { Times = times })
            .Zip(journal.TakeUp(Path.Combine(folder, RolloutsName)), (record, rollouts) => record.Of(rollouts));
    }

    private static string Line<T>(T record) => JsonSerializer.Serialize(record, CheckpointManifest.Json);

    private static IEnumerable<T> Lines<T>(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(line => JsonSerializer.Deserialize<T>(line, CheckpointManifest.Json)!);
}
