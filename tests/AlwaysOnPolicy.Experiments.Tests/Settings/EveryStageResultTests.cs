using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>Changes of every stage one setting that it reads, and looks at what it leaves: a part of <see cref="EverySettingResultTests"/> that takes
/// half a minute.</summary>
public sealed class EveryStageResultTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>What they read, an earlier stage reads first.</summary>
    private static readonly string[] s_withoutOwn = ["base-model", "held-out", "prompt-map", "audit", "scores", "references", "gold"];

    private static readonly (string Case, string Setting, string Stage)[] s_settings =
    [
        ("files, pool", "files.pool[].path", "data"),
        ("files, pool", "files.encoder", "pool"),
        ("files, pool", "vanilla.clusters", "vanilla"),
        ("files, pool", "author.tau", "author"),
        ("files, pool", "evaluation.judge.tie_margin", "judge"),
        ("files, chat", "reward.standardise", "given-reward-model"),
        ("files, chat", "vanilla.keywords_per_domain", "vanilla-questions"),
        ("miniature, rules and gates", "miniature.sampled_share", "preferences"),
        ("miniature, rules and gates", "sft.training.learning_rate", "sft"),
        ("miniature, rules and gates", "sampling.temperature", "answers"),
        ("miniature, rules and gates", "reward.training.learning_rate", "reward-model"),
        ("miniature, rules and gates", "loop.author_calls", "draw-vanilla"),
        ("miniature, rules and gates", "loop.arms[].gate.answers", "gate"),
        ("miniature, rules and gates", "ppo.learning_rate", "ppo"),
        ("length, by steps", "max_prompts", "prompts"),
        ("length, by steps", "sampling.temperature", "reward-fit"),
        ("length, by steps", "samples.prompts", "samples"),
        ("length, by steps", "ppo.learning_rate", "ppo-alone"),
        ("decoder", "training.learning_rate", "train-on-pairs"),
        ("drawn", "format.template", "score-pairs"),
        ("answers, annotations", "a.data.columns.answer", "match-answers"),
        ("answers, annotations", "judges[].annotations", "annotations"),
    ];

    private readonly SettingsCases _cases = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _cases.Dispose();
        _folder.Dispose();
    }

    /// <summary>An iteration of two arms has every stage that these settings change.</summary>
    private static SettingsCase Small(SettingsCase one) => one.Settings is not ExperimentSettings { Loop: var loop } settings ? one
        : one with { Settings = settings with { Loop = loop with { Iterations = 1, Arms = [.. loop.Arms.Take(2)] } } };

    [Fact]
    public async Task Of_each_stage_a_setting()
    {
        var (stages, wrong) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        SettingsCase[] all = [.. _cases.Experiments(), .. _cases.PpoAlone(), .. _cases.RewardTraining(), .. _cases.Bench(), .. _cases.Judging()];
        foreach (var settings in s_settings.GroupBy(s => s.Case))
        {
            var one = Small(all.Single(c => c.Name == settings.Key));
            stages.UnionWith(one.Plan(one.Settings).Nodes.Select(n => n.Id.Name));
            var results = new ChangedResults(one, Path.Combine(_folder.Path, one.Name));
            await results.RunAsync();
            foreach (var (_, setting, stage) in settings)
            {
                var plans = new SettingsWalk(one.OtherModel).Of(one.Settings).Where(s => s.Path == setting).SelectMany(s => s.Copies)
                    .Select(one.TryPlan).OfType<Plan>().Where(p => results.FirstStage(p) == stage);
                if (!await plans.ToAsyncEnumerable().AnyAsync(async (p, _) => await results.OfAsync(p) is { Kind: ChangeKind.Content }))
                    wrong.Add($"{one.Name}: no other {setting} is first read by {stage} and changes what it leaves");
            }
        }
        wrong.AddRange(stages.Except(s_settings.Select(s => s.Stage)).Except(s_withoutOwn).Select(s => $"no setting of the stage {s} is changed"));
        output.WriteLine($"{s_settings.Length} settings of as many stages change what they leave; {s_withoutOwn.Length} stages read none of their own.");
        wrong.ShouldBeEmpty(string.Join("\n", wrong));
    }
}
