using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>All monitors of one iteration. Each says a thing once.</summary>
/// <remarks>It knows nothing but the records, so an iteration that goes on from a checkpoint, whose records it is shown again, hears the same.</remarks>
public sealed class PpoWatch(PpoOptions options, SamplingOptions sampling)
{
    private readonly IPpoMonitor[] _monitors =
    [
        new SkipMonitor(options), new KlMonitor(options, sampling), new EntropyMonitor(), new ValueMonitor(), RewardHackingMonitor.Length(),
        RewardHackingMonitor.Repetition(), new FallingRewardMonitor(), new SameAnswersMonitor(options), new RepeatedAnswersMonitor(options),
        new SameRewardMonitor(),
        new NoEndMonitor(options, sampling),
    ];

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Shows the next step to all monitors.</summary>
    /// <returns>What is wrong as of this step, as sentences that name the settings to try.</returns>
    public IReadOnlyList<string> Look(PpoStepRecord record) =>
    [
        .. _monitors.Select(m => (Monitor: m, Text: m.Look(record)))
            .Where(m => m.Text is not null && _said.Add($"{m.Monitor.GetType().Name} {m.Text.Split(':')[0]}"))
            .Select(m => $"PPO step {record.Step}: {m.Text}"),
    ];
}
