using System.Text.RegularExpressions;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>
/// Changes every setting of every kind of file, one at a time, and looks at the stages' keys. A setting changes a key; or it is on the list of those that
/// change no result; or what was chosen does not read it, which is written beside each case. A setting that is added is walked without a change here.
/// </summary>
public sealed class EverySettingTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>How much of the machine is used, where and how patiently a service is asked, titles, and what a report shows.</summary>
    private static readonly string[] s_noResult =
    [
        @"compute\..*", @"(.*\.)?chat\.(endpoint|api_key_variable|timeout_seconds|retries|first_pause_seconds|longest_pause_seconds)",
        @"reward\.scorer\.(batch_size|api_key_variable|timeout_seconds|retries|first_pause_seconds|longest_pause_seconds)",
        @"evaluation\.judge\.(failures_in_a_row|failed_share)", @".*\.?max_odd_share", "checkpoint_steps", "name", @"models\[\]\.name", @"evaluation\.sample_answers", @"loop\.arms\[\]\.name", @"samples\.shown", "into",
        "choose",
    ];

    /// <summary>The rules let it be changed with others only.</summary>
    private static readonly string[] s_notAlone = ["world", "loop.arms[].author.kind", "loop.arms[].gate.keep", "reward.length", "reward.regex", "reward.scorer"];

    /// <summary>Of an arm that has none of its own, the other value is the default again.</summary>
    private const string ArmsOwn = @"loop\.arms\[\]\.(probe|author)(?!\.)", PaperUnread = @"probe\.half_life";
    private const string PlainOnly = @"columns\.\w+", HhOnly = @"(single_turn_only|dialogue)", PairsOnly = "max_pairs_per_question";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private sealed record Case(string Name, object Settings, string[] Unread);

    [Fact]
    public void Of_an_experiment() => Walk<ExperimentSettings>(s => ExperimentPlan.Build(s).Plan,
        new("miniature", TinyExperiment.Settings() with { Ppo = TinyExperiment.Settings().Ppo with { ScoreScaling = true } },
            ["files", "contamination", @"author\.chat", @"vanilla\.(chat|keywords_per_domain|questions_per_keyword|clusters|components)", @"evaluation\.judge\.(chat|tie_margin)", @"reward\.bfloat16",
                @"ppo\.(horizon|target_kl|padding_side)", ArmsOwn, PaperUnread]),
        new("miniature, rules and gates", Rules(),
            ["files", "contamination", @"(loop\.arms\[\]\.)?author\.(chat|tau|uniform_mix)", @"vanilla\.(chat|keywords_per_domain|questions_per_keyword|clusters|components)",
                @"evaluation\.judge\.(chat|tie_margin)", @"reward\.bfloat16", @"ppo\.(horizon|target_kl|padding_side)", ArmsOwn]),
        new("files, pool", Files() with
        {
            Author = new() { Kind = AuthorKind.Pool },
            Vanilla = new() { Kind = VanillaKind.Pool },
            Ppo = new() { Lora = new LoraOptions { TargetModules = ["c_attn"] }, EmaDecay = 0.5 },
        },
        [
            "miniature", ArmsOwn, PaperUnread, @"author\.chat", @"vanilla\.(chat|keywords_per_domain|questions_per_keyword)", @"evaluation\.judge\.chat", @"reward\.bfloat16", @"ppo\.(target_kl|padding_side)",
            $@"files\.probe\.data\.{PlainOnly}", $@"files\.(.*\.data|pool\[\])\.{HhOnly}", $@"files\.(demonstrations\.data|probe\.data|pool\[\])\.{PairsOnly}",
            @"files\.demonstrations\.data\.columns\.(domain|chosen|rejected|margin)", @"files\.(probe\.data|pool\[\])\.columns\.(answer|chosen|rejected|margin)",
            @"files\.preferences\.data\.columns\.answer",
        ]),
        new("files, chat", Chat(),
        [
            "miniature", @"loop\.arms\[\]\.probe(?!\.)", PaperUnread, @"author\.(tau|uniform_mix)", @"evaluation\.judge\.tie_margin", @"reward\.(training\..*|max_answer_tokens)", @"sampling\.(temperature|top_k|top_p)",
            @"ppo\.(gamma|lambda|clip_range_value|vf_coef|value_head_learning_rate)",
            $@"files\.(preferences|probe)\.data\.{PlainOnly}", $@"files\.(demonstrations\.data|probe\.data|pool\[\])\.{HhOnly}",
            $@"files\.(demonstrations\.data|probe\.data|pool\[\])\.{PairsOnly}",
            @"files\.demonstrations\.data\.columns\.(domain|chosen|rejected|margin)", @"files\.(probe\.data|pool\[\])\.columns\.(answer|chosen|rejected|margin)",
        ]));

    [Fact]
    public void Of_ppo_alone()
    {
        Environment.SetEnvironmentVariable("x", "a key");   // the walk's other name of a variable
        var settings = new PpoSettings { Model = Model("policy"), Prompts = Source("prompts.txt", DataFormat.Text) };
        string[] prompts = [$@"prompts\.{PlainOnly}", $@"prompts\.({HhOnly}|{PairsOnly})", @"ppo\.(target_kl|padding_side)"];
        const string NoModel = @"reward\.bfloat16";
        Walk<PpoSettings>(s => new PpoPlan(s).Plan,
            new("length, by steps", settings with { Reward = new() { Length = new() { Target = 5 } }, Steps = 4 }, [.. prompts, NoModel, "passes"]),
            new("pattern, by passes", settings with { Reward = new() { Regex = new() { Pattern = "a" } }, Ppo = new() { ScoreScaling = true } }, [.. prompts, NoModel]),
            new("scorer", settings with { Reward = new() { Scorer = new() { Url = "http://localhost:1/score" } }, Ppo = new() { EarlyStopping = true, Compatibility = PpoCompatibility.Trl, EmaDecay = 0.5 } },
                [.. prompts[..2], NoModel]),
            new("reward model", settings with { Reward = new() { Model = Model("reward") }, Ppo = new() { AdaptiveKl = false, Lora = new(), AnswersPerPrompt = 2 } }, [.. prompts, @"ppo\.horizon"]));
    }

    [Fact]
    public void Of_reward_training()
    {
        string[] pairs = [$@"(pairs|held_out)\[\]\.{HhOnly}", @"(pairs|held_out)\[\]\.columns\.answer"];
        var decoder = new RewardTrainSettings { Model = Model("decoder"), Pairs = [Source("pairs.jsonl")] };
        var encoder = Bare("encoder-to-train", """{"model_type": "deberta-v2"}""");
        Walk<RewardTrainSettings>(s => RewardTrainRun.Plan(s).Plan,
            new("decoder", decoder, pairs),
            new("encoder", decoder with { Model = encoder, HeldOut = [Source("held.jsonl")] }, [.. pairs, @"format\..*", "max_answer_tokens", "held_out_pairs"]));
    }

    [Fact]
    public void Of_the_reward_bench()
    {
        string[] pairs = [$@"pairs\[\]\.{HhOnly}", @"pairs\[\]\.columns\.answer"];
        var settings = new BenchSettings { Models = [new("a", Model("a")), new("b", Model("b"))], Pairs = [Source("pairs.jsonl")], PairsPerDomain = 5 };
        Walk<BenchSettings>(s => BenchRun.Plan(s).Plan, new("drawn", settings, pairs), new("all pairs", settings with { PairsPerDomain = null }, [.. pairs, "seed"]));
    }

    private void Walk<T>(Func<T, Plan> plan, params Case[] cases)
    {
        var (seen, inKeys, tried) = (new SortedSet<string>(), new SortedSet<string>(), new HashSet<string>());
        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var before = Keys(one.Settings);
            before.ShouldNotBeEmpty();
            var used = new HashSet<string>();
            foreach (var setting in new SettingsWalk(Model("other")).Of(one.Settings).GroupBy(s => s.Path, s => s.Copies))
            {
                seen.Add(setting.Key);
                HashSet<string>[] after = [.. setting.SelectMany(copies => copies.Select(Keys).OfType<HashSet<string>>().Take(1))];
                if (after.Length == 0) continue;   // no other value goes with the rest of this case
                tried.Add(setting.Key);
                var changed = after.All(keys => !keys.SetEquals(before));
                if (changed) inKeys.Add(setting.Key);
                var unread = one.Unread.Where(p => Matches(p, setting.Key)).ToArray();
                used.UnionWith(unread);
                var free = unread.Length > 0 || s_noResult.Any(p => Matches(p, setting.Key));
                if (changed && free) wrong.Add($"{one.Name}: {setting.Key} changes a key, though nothing reads it");
                if (!changed && !free) wrong.Add($"{one.Name}: {setting.Key} changes no key");
            }
            wrong.AddRange(one.Unread.Except(used).Select(p => $"{one.Name}: the pattern {p} fits no setting"));
        }
        string[] outside = [.. seen.Except(inKeys)];
        wrong.AddRange(seen.Except(tried).Except(s_notAlone).Select(s => $"{s}: no case lets it be changed"));
        output.WriteLine($"{typeof(T).Name}: {seen.Count} settings walked in {cases.Length} cases; {inKeys.Count} change a key, {outside.Length} change none: {string.Join(", ", outside)}");
        wrong.ShouldBeEmpty(string.Join("\n", wrong));

        HashSet<string>? Keys(object settings)
        {
            try
            {
                return [.. plan((T)settings).Nodes.Select(n => n.Key)];
            }
            catch (UserErrorException)
            {
                return null;
            }
        }
    }

    private static bool Matches(string pattern, string setting) => Regex.IsMatch(setting, $@"^(?:{pattern})(\.|$)");

    private static ExperimentSettings Rules()
    {
        var tiny = TinyExperiment.Settings();
        return tiny with
        {
            Author = tiny.Author with { Rule = PromptRule.ShortfallHalf },
            Loop = tiny.Loop with
            {
                Arms =
                [
                    ArmSettings.Vanilla with { Gate = new() }, new() { Name = "a", Gate = new(), Probe = new() { Answers = 3 } },
                    new() { Name = "b", Author = tiny.Author with { Rule = PromptRule.ShortfallHalf, Placebo = true } }, new() { Name = "c", When = PromptTiming.Always, Rule = PromptRule.Bandit },
                    new() { Name = "d" },
                ],
            },
        };
    }

    private ExperimentSettings Files() => new()
    {
        World = WorldKind.Files,
        Files = new()
        {
            BaseModel = Model("base"),
            Encoder = Bare("encoder", """{"model_type": "bert"}"""),
            Demonstrations = new() { Data = Source("demonstrations.jsonl") },
            Probe = new() { Data = Source("probe.jsonl", DataFormat.Shp) },
            Pool = [Source("pool.jsonl")],
            Preferences = new() { Data = Source("preferences.jsonl") },
        },
        Evaluation = new() { Samples = 2 },
    };

    private ExperimentSettings Chat()
    {
        var files = Files();
        ChatSettings chat = new() { Model = "m", Endpoint = "http://localhost:1/v1" };
        return files with
        {
            Files = files.Files! with { Preferences = files.Files!.Preferences! with { Data = Source("preferences.jsonl", DataFormat.HhRlhf) } },
            Author = new() { Kind = AuthorKind.Chat, Chat = chat },
            Vanilla = new() { Kind = VanillaKind.Chat, Chat = chat },
            Evaluation = new() { Samples = 2, Judge = new() { Kind = JudgeKind.Chat, Chat = chat } },
            Reward = new() { Model = Model("reward") },
            Sampling = files.Sampling with { Greedy = true },
            Ppo = new() { Advantages = AdvantageEstimator.Rloo, AnswersPerPrompt = 2, EarlyStopping = true, Compatibility = PpoCompatibility.Trl, ScoreScaling = true, ScoreNorm = true },
        };
    }

    /// <summary>A real model's folder, and beside it another.</summary>
    private string Model(string name)
    {
        var folder = Path.Combine(_folder.Path, name);
        if (Directory.Exists(folder)) return folder;
        MiniatureModel.Write(folder, Seed(name));
        MiniatureModel.Write($"{folder}-other", Seed($"{name}-other"));
        return folder;
    }

    private static ulong Seed(string name) => Randomness.Seeds.Derive(1, "test models", name);

    private string Bare(string name, string config)
    {
        var folder = Path.Combine(_folder.Path, name);
        foreach (var (place, text) in new[] { (folder, config), ($"{folder}-other", config.Replace("}", ", \"other\": 1}")) })
        {
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, "config.json"), text);
        }
        return folder;
    }

    private DataSource Source(string name, DataFormat format = DataFormat.Jsonl)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, name);
        File.WriteAllText($"{path}-other", $"{name}-other");
        return new() { Path = path, Format = format };
    }
}
