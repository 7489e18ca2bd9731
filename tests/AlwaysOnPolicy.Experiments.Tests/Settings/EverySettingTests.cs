using System.Text.RegularExpressions;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>
/// Changes every setting of every kind of file, one at a time, and looks at the stages' keys. A setting changes a key; or it is on the list of those that
/// change no result; or what was chosen does not read it, which is written beside each case. A setting that is added is walked without a change here.
/// </summary>
public sealed class EverySettingTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>How much of the machine is used, which others work, where and how patiently a service is asked, titles, and what a report shows.</summary>
    internal static readonly string[] NoResult =
    [
        @"compute\.(?!dtype).*",
        @"(.*\.)?chat\.(endpoint|api_key_variable|batch|timeout_seconds|retries|first_pause_seconds|longest_pause_seconds)",
        @"(.*\.)?chat\.(throttle_retries|unreadable_retries|top_ups|concurrency|requests_per_minute|tokens_per_minute)",
        @"(.*\.)?local\.(unreadable_retries|top_ups|concurrency)",
        @"chat\.(budget|prices|logging|telemetry)",
        @"rollouts\.(?!sampler).*",
        @"reward\.scorer\.(batch_size|api_key_variable|timeout_seconds|retries|first_pause_seconds|longest_pause_seconds)",
        @"trainer\.tinker\.(address|key_variable|reference_address|in_flight|timeout_seconds|retries|first_pause_seconds)",
        @"(evaluation\.(judge|further_judges\[\])|judges\[\])\.(name|failures_in_a_row|failed_share)", @"(a|b|evaluation\.against\[\])\.name",
            @".*\.?max_odd_share", @"ppo\.(min_distinct|max_repeated)_share",
        "name", @"models\[\]\.name", "sample_answers", @"evaluation\.(sample|searched)_answers", @"loop\.arms\[\]\.name", @"samples\.shown", "into",
        "choose", "cluster",
    ];

    /// <summary>The rules let it be changed with others only.</summary>
    private static readonly string[] s_notAlone = ["world", "loop.arms[].author.kind", "loop.arms[].gate.keep", "evaluation.further_judges[].kind",
        "evaluation.judge.annotations", "evaluation.further_judges[].annotations", "judges", "judges[].kind",
        "a.data.format", "b.data.format", "prompts.format", "reward.length", "reward.regex",
        "reward.scorer", "author.chat.batch", "loop.arms[].author.chat.batch", "cluster"];

    private readonly SettingsCases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Fact]
    public void Of_an_experiment() => Walk<ExperimentSettings>([.. _cases.Experiments(), .. _cases.LocalExperiments()]);

    [Fact]
    public void Of_ppo_alone() => Walk<PpoSettings>([.. _cases.PpoAlone(), _cases.ServedPpo()]);

    [Fact]
    public void Of_reward_training() => Walk<RewardTrainSettings>(_cases.RewardTraining());

    [Fact]
    public void Of_the_reward_bench() => Walk<BenchSettings>(_cases.Bench());

    [Fact]
    public void Of_a_judging() => Walk<JudgingSettings>(_cases.Judging());

    private void Walk<T>(params SettingsCase[] cases)
    {
        var (seen, inKeys, tried) = (new SortedSet<string>(), new SortedSet<string>(), new HashSet<string>());
        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var before = one.Keys(one.Settings)!;
            before.ShouldNotBeEmpty();
            var used = new HashSet<string>();
            foreach (var setting in new SettingsWalk(one.OtherModel).Of(one.Settings).GroupBy(s => s.Path, s => s.Copies)
                .Where(s => one.Only is null || Matches(one.Only, s.Key)))
            {
                seen.Add(setting.Key);
                HashSet<string>[] after = [.. setting.SelectMany(copies => copies.Select(one.Keys).OfType<HashSet<string>>().Take(1))];
                if (after.Length == 0) continue;   // no other value goes with the rest of this case
                tried.Add(setting.Key);
                var changed = after.All(keys => !keys.SetEquals(before));
                if (changed) inKeys.Add(setting.Key);
                var unread = one.Unread.Where(p => Matches(p, setting.Key)).ToArray();
                used.UnionWith(unread);
                var free = unread.Length > 0 || NoResult.Any(p => Matches(p, setting.Key));
                if (changed && free) wrong.Add($"{one.Name}: {setting.Key} changes a key, though nothing reads it");
                if (!changed && !free) wrong.Add($"{one.Name}: {setting.Key} changes no key");
            }
            wrong.AddRange(one.Unread.Except(used).Select(p => $"{one.Name}: the pattern {p} fits no setting"));
        }
        string[] outside = [.. seen.Except(inKeys)];
        wrong.AddRange(seen.Except(tried).Except(s_notAlone).Select(s => $"{s}: no case lets it be changed"));
        output.WriteLine($"{typeof(T).Name}: {seen.Count} settings walked in {cases.Length} cases; {inKeys.Count} change a key, {outside.Length} change " +
            $"none: {string.Join(", ", outside)}");
        wrong.ShouldBeEmpty(string.Join("\n", wrong));
    }

    internal static bool Matches(string pattern, string setting) => Regex.IsMatch(setting, $@"^(?:{pattern})(\.|$)");
}
