using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>
/// Runs a small case of every kind of file with each of its settings changed. One that changes a key changes a result, or is on the list of those that may not;
/// those that change none leave every artifact as it was, all of them changed at once.
/// </summary>
public sealed class EverySettingResultTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>They change a key and in these small cases no result, with the reason.</summary>
    private static readonly (Type Of, string Setting, string Why)[] s_sameResult =
    [
        (typeof(RewardTrainSettings), "pairs[].columns.id", "an id that comes twice ends the run, and then another column must be named"),
        (typeof(RewardTrainSettings), "pairs[].columns.domain", "a domain that is no text leaves the row out"),
        (typeof(RewardTrainSettings), "held_out[].columns.id", "as that of the pairs"),
        (typeof(RewardTrainSettings), "held_out[].columns.domain", "as that of the pairs"),
        (typeof(RewardTrainSettings), "held_out[].columns.margin", "a margin that is no number leaves the row out"),
        (typeof(RewardTrainSettings), "training.evaluation_batch_size", "the last digits of scores, of which the accuracy counts the order"),
        (typeof(ExperimentSettings), "reward.training.evaluation_batch_size", "as that of a reward model's training alone"),
        (typeof(ExperimentSettings), "files.pool[].columns.id", "the pool is numbered anew; an id that comes twice ends the run"),
        (typeof(BenchSettings), "pairs[].columns.margin", "a margin that is no number leaves the row out"),
    ];

    /// <summary>They change the last digits, as the settings' documentation says; see the run that was gone on with on another machine.</summary>
    private const string Compute = @"compute\.(?!dtype).*";

    private readonly SettingsCases _cases = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _cases.Dispose();
        _folder.Dispose();
    }

    [Fact(Explicit = true)]
    public Task Of_an_experiment() => WalkAsync<ExperimentSettings>(_cases.Experiments());

    [Fact(Explicit = true)]
    public Task Of_ppo_alone() => WalkAsync<PpoSettings>(_cases.PpoAlone());

    [Fact(Explicit = true)]
    public Task Of_reward_training() => WalkAsync<RewardTrainSettings>(_cases.RewardTraining());

    [Fact(Explicit = true)]
    public Task Of_the_reward_bench() => WalkAsync<BenchSettings>(_cases.Bench());

    private async Task WalkAsync<T>(SettingsCase[] cases)
    {
        var (found, inNoKey) = (new SortedDictionary<string, Change?>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var results = new ChangedResults(one, Path.Combine(_folder.Path, one.Name));
            await results.RunAsync();
            var walk = new SettingsWalk(one.OtherModel);
            foreach (var setting in walk.Of(one.Settings).GroupBy(s => s.Path, s => s.Copies))
            {
                if (found.GetValueOrDefault(setting.Key) is { Kind: not ChangeKind.Refused }) continue;   // shown by an earlier case
                foreach (var plan in setting.SelectMany(copies => copies).Select(one.TryPlan).OfType<Plan>())
                {
                    if (results.FirstStage(plan) is null) continue;
                    var change = await results.OfAsync(plan);
                    found[setting.Key] = change ?? found.GetValueOrDefault(setting.Key);
                    if (change is { Kind: not ChangeKind.Refused }) break;
                }
            }
            var (all, changed) = OfNoKey(one, walk);
            inNoKey.UnionWith(changed);
            wrong.AddRange((await results.RunAnewAsync(all, Path.Combine(_folder.Path, $"{one.Name} again")))
                .Select(s => $"{one.Name}: {s} has its key and another result after a change of {string.Join(", ", changed)}"));
        }

        string[] same = [.. found.Where(f => f.Value is null).Select(f => f.Key)];
        var listed = s_sameResult.Where(l => l.Of == typeof(T)).Select(l => l.Setting).ToArray();
        wrong.AddRange(same.Except(listed).Select(s => $"{s} changes a key and no result"));
        wrong.AddRange(listed.Except(same).Select(s => $"{s} is listed as one that changes no result, and does"));
        int Count(ChangeKind kind) => found.Values.Count(c => c?.Kind == kind);
        output.WriteLine($"{typeof(T).Name}: {found.Count} settings change a key: {Count(ChangeKind.Content)} " +
            $"an artifact, {Count(ChangeKind.Stages)} the list of stages, {Count(ChangeKind.Refused)} are refused by a stage " +
            $"({string.Join(", ", found.Where(f => f.Value?.Kind == ChangeKind.Refused).Select(f => f.Key))}), {same.Length} leave all as it is " +
            $"({string.Join(", ", same)}). " +
            $"{inNoKey.Count} change no key, and all of them together no artifact of {cases.Length} runs.");
        wrong.ShouldBeEmpty(string.Join("\n", wrong));
    }

    /// <summary>All settings that change no key, changed one after another, those of the machine left out.</summary>
    private static (object Settings, IReadOnlyList<string> Changed) OfNoKey(SettingsCase one, SettingsWalk walk)
    {
        var (settings, before, changed) = (one.Settings, one.Keys(one.Settings)!, new List<string>());
        foreach (var path in walk.Of(one.Settings).Select(s => s.Path).Distinct().Where(p => !EverySettingTests.Matches(Compute, p)).ToArray())
            for (var i = 0; walk.Of(settings).Where(s => s.Path == path).ElementAtOrDefault(i) is { Copies: { } copies }; i++)
                if (copies.Select(c => (Copy: c, Keys: one.Keys(c))).FirstOrDefault(c => c.Keys is not null) is { Keys: { } keys } other
                    && keys.SetEquals(before))
                {
                    settings = other.Copy;
                    changed.Add(path);
                }
        return (settings, [.. changed.Distinct()]);
    }
}
