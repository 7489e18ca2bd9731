using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Judging;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>Settings of every kind of file that together read every setting, and can be run in seconds.</summary>
internal sealed class SettingsCases : IDisposable
{
    /// <summary>Of an arm that has none of its own, the other value is the default again.</summary>
    private const string ArmsOwn = @"loop\.arms\[\]\.(probe|author)(?!\.)", PaperUnread = @"probe\.half_life", LabelledProbe = @"files\.probe\.clusters";
    private const string PlainOnly = @"columns\.\w+", HhOnly = @"(single_turn_only|dialogue)", PairsOnly = "max_pairs_per_question";
    private const string Variable = "x", NoServer = @"rollouts\.sampler";

    /// <summary>Where nobody listens: such cases are planned and not run.</summary>
    private static readonly RolloutSettings s_rollouts = new() { Servers = ["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"], Sampler = RolloutSampler.Vllm };
    private static readonly PromptFormatOptions s_format = new() { Template = "{question} <sep>", MaxPromptTokens = 23 };
    private readonly SettingsMaterial _material = new();
    private readonly ChatServer _server = new() { ByRequest = true, Repeated = [SettingsMaterial.NearQuestion] };

    /// <summary>Sets the variables that the walk's other settings name.</summary>
    public SettingsCases()
    {
        foreach (var variable in new[] { Variable, $"{Variable}x" }) Environment.SetEnvironmentVariable(variable, "a key");
    }

    public void Dispose()
    {
        _server.Dispose();
        _material.Dispose();
    }

    public SettingsCase[] Experiments()
    {
        var tiny = TinyExperiment.Settings();
        return
        [
            Experiment("files, pool", Files() with
            {
                Author = new() { Kind = AuthorKind.Pool },
                Vanilla = new() { Kind = VanillaKind.Pool, Clusters = 3, Components = 4 },
                Ppo = Ppo() with
                {
                    Lora = new LoraOptions { Rank = 2, TargetModules = ["c_proj"] },
                    ClipRange = 1e-3,
                    RatioThreshold = 1.0005,
                    EmaDecay = 0.5,
                    AdaptiveKl = true,
                    Target = 1e-3,
                },
            },
            [
                NoServer, "miniature", ArmsOwn, PaperUnread, LabelledProbe, @"author\.(chat|local)",
                    @"vanilla\.(chat|local|keywords|keywords_per_domain|questions_per_keyword)",
                @"evaluation\.judge\.(chat|local|orders|reasoning|bfloat16)", @"reward\.bfloat16", @"ppo\.(target_kl|padding_side)",
                $@"files\.probe\.data\.{PlainOnly}", $@"files\.(.*\.data|pool\[\])\.{HhOnly}",
                    $@"files\.(demonstrations\.data|probe\.data|pool\[\])\.{PairsOnly}",
                @"files\.demonstrations\.data\.columns\.(domain|chosen|rejected|margin)",
                    @"files\.(probe\.data|pool\[\])\.columns\.(answer|chosen|rejected|margin)",
                @"files\.preferences\.data\.columns\.answer",
            ]),
            Experiment("files, chat", Chat(),
            [
                NoServer, "miniature", @"loop\.arms\[\]\.probe(?!\.)", PaperUnread, LabelledProbe, @"author\.(local|tau|uniform_mix)", @"vanilla\.local",
                    @"evaluation\.judge\.(local|tie_margin|model|bfloat16)",
                    @"evaluation\.further_judges\[\]\.(chat|local|orders|reasoning)",
                @"reward\.(training\..*|max_answer_tokens)", @"sampling\.(temperature|top_k|top_p)",
                @"ppo\.(gamma|lambda|clip_range_value|vf_coef|value_head_learning_rate|target_kl|padding_side)", @"loop\.arms\[\]\.rule",
                $@"files\.preferences\.data\.{PlainOnly}", $@"files\.(demonstrations\.data|probe\.data|test\.data|few_shot\.data|pool\[\])\.{HhOnly}",
                $@"files\.(demonstrations\.data|probe\.data|test\.data|few_shot\.data|pool\[\])\.{PairsOnly}",
                @"files\.demonstrations\.data\.columns\.(domain|chosen|rejected|margin)",
                    @"files\.(probe\.data|test\.data|few_shot\.data|pool\[\])\.columns\.(answer|chosen|rejected|margin)",
            ]),
            Experiment("miniature", tiny with { Ppo = tiny.Ppo with { ScoreScaling = true }, Cluster = new() { Store = "store" } },
                [NoServer, "files", "contamination", @"author\.(chat|local)",
                    @"vanilla\.(chat|local|keywords|keywords_per_domain|questions_per_keyword|clusters|restarts|components)",
                    @"evaluation\.judge\.(chat|local|orders|reasoning|tie_margin|model|bfloat16)", @"reward\.bfloat16",
                    @"ppo\.(horizon|target_kl|padding_side)", ArmsOwn, PaperUnread]),
            Experiment("miniature, scored elsewhere", tiny with
            {
                Loop = tiny.Loop with
                {
                    Arms = [ArmSettings.Sop, ArmSettings.Sop with { Name = "own", Probe = new() { Scored = _material.Scored("own"), ScoredLast = 3 } }],
                    Iterations = 1,
                },
                Probe = new() { Scored = _material.Scored("scored"), ScoredLast = 4 },
            }, [@"(loop\.arms\[\]\.)?probe\.(answers|half_life)"])
                with { Only = @"(loop\.arms\[\]\.)?probe" },
            Experiment("miniature, gold as reward", tiny with
            {
                Reward = new() { Kind = RewardKind.Gold },
                Loop = tiny.Loop with { Arms = [ArmSettings.Aop], Iterations = 1 },
            }, [@"reward\.(bfloat16|training\..*|max_answer_tokens)"])
                with { Only = "reward" },
            Experiment("miniature, rules and gates", Rules(),
                [NoServer, "files", "contamination", @"(loop\.arms\[\]\.)?author\.(chat|local|tau|uniform_mix)",
                    @"vanilla\.(chat|local|keywords|keywords_per_domain|questions_per_keyword|clusters|restarts|components)",
                    @"evaluation\.judge\.(chat|local|orders|reasoning|tie_margin|model|bfloat16)", @"reward\.bfloat16", @"ppo\.horizon", ArmsOwn]),
        ];
    }

    /// <summary>A language model of this machine writes and judges. A tiny one has nothing to say, so that this is planned and not run.</summary>
    public SettingsCase[] LocalExperiments()
    {
        var (chat, local) = (Chat(), new LocalChatSettings { Model = _material.Causal("writer"), Template = "{question} <sep>" });
        return
        [
            Experiment("files, local", chat with
            {
                Author = new() { Kind = AuthorKind.Local, Local = local },
                Vanilla = chat.Vanilla with { Kind = VanillaKind.Local, Local = local },
                Evaluation = chat.Evaluation with { Judge = new() { Kind = JudgeKind.Local, Local = local } },
            },
            [@"evaluation\.judge\.local\.sampling\.(temperature|top_k|top_p|greedy)", @"evaluation\.further_judges\[\]\.local"])
                with { Only = @"(.*\.)?local" },
            Experiment("files, vLLM", chat with { Ppo = Ppo() with { Lora = Lora() }, Rollouts = s_rollouts }, []) with { Only = "rollouts" },
        ];
    }

    public SettingsCase[] PpoAlone()
    {
        var settings = new PpoSettings
        {
            Model = _material.Causal("policy"),
            Prompts = _material.Prompts(),
            Compute = new() { Threads = 1 },
            PromptFormat = s_format,
            Sampling = new() { Temperature = 0.9, MaxNewTokens = 8 },
            Ppo = Ppo(),
            Passes = 4,
            Samples = new() { Prompts = 4, Shown = 2 },
        };
        string[] prompts = [$@"prompts\.{PlainOnly}", $@"prompts\.({HhOnly}|{PairsOnly})", @"ppo\.(target_kl|padding_side)"];
        const string NoModel = @"reward\.bfloat16";
        SettingsCase Of(string name, PpoSettings ppo, string[] unread) => SettingsCase.Of(name, ppo, s => new PpoPlan(s).Plan, $"{ppo.Model}-other",
            ppo.Trainer.Kind == TrainerKind.Local ? [NoServer, .. unread, @"trainer\.tinker"] : [NoServer, .. unread, @"compute\.dtype", "saved_type"]);
        return
        [
            Of("length, by steps", settings with { Model = _material.Decoder("parts of words"), Prompts = _material.Asked("prompts"),
                Reward = new() { Length = new() { Target = 5 } }, Steps = 4 },
                [@"prompts\.columns\.(answer|chosen|rejected|margin)", .. prompts[1..], NoModel, "passes"]),
            Of("pattern, by passes", settings with { Reward = new() { Regex = new() { Pattern = "a" } },
                Ppo = Ppo() with { ScoreScaling = true, RatioThreshold = 1.001 } }, [.. prompts, NoModel]),
            Of("scorer", settings with { Reward = new() { Scorer = new() { Url = $"{_server.Endpoint}/score" } },
                Ppo = Ppo() with { AdaptiveKl = true, EarlyStopping = true, TargetKl = 1e-4, Compatibility = PpoCompatibility.Trl, PaddingSide = Side.Left,
                    EmaDecay = 0.5 } },
                [.. prompts[..2], NoModel]),
            Of("reward model", settings with { Reward = new() { Model = _material.Published("reward") },
                Ppo = Ppo() with { AdaptiveKl = false, Lora = new() { Rank = 2 }, AnswersPerPrompt = 2 } }, [.. prompts, @"ppo\.horizon"]),
            Of("trained on a server", settings with { Reward = new() { Length = new() { Target = 5 } }, Trainer = new() { Kind = TrainerKind.Tinker,
                Tinker = new() { Address = "http://localhost:1/a", ReferenceAddress = "http://localhost:2/a", BaseModel = "tiny", KeyVariable = Variable } } },
                [.. prompts, NoModel, @"ppo\.(entropy_coef|ema_decay)"]),   // whatever is not 0 is refused
        ];
    }

    /// <summary>Servers draw, of which there are none, so that this is planned and not run.</summary>
    public SettingsCase ServedPpo()
    {
        var ppo = new PpoSettings
        {
            Model = _material.Causal("policy"),
            Prompts = _material.Prompts(),
            Reward = new() { Length = new() { Target = 5 } },
            PromptFormat = s_format,
            Ppo = Ppo() with { Lora = Lora() },
            Rollouts = s_rollouts,
        };
        return SettingsCase.Of("servers", ppo, s => new PpoPlan(s).Plan, $"{ppo.Model}-other", []) with { Only = "rollouts" };
    }

    public SettingsCase[] RewardTraining()
    {
        string[] pairs = [$@"(pairs|held_out)\[\]\.{HhOnly}", @"(pairs|held_out)\[\]\.columns\.answer"];
        var decoder = new RewardTrainSettings
        {
            Model = _material.Decoder("decoder"),
            Pairs = [_material.Pairs(words: true)],
            Format = new() { MaxPromptTokens = 24 },
            Training = new RewardOptions { LearningRate = 3e-3, BatchSize = 4, Epochs = 2 },
        };
        var encoder = decoder with { Model = _material.Deberta("deberta"), HeldOut = [_material.Pairs("held", words: true)] };
        SettingsCase Of(string name, RewardTrainSettings settings, string[] unread) =>
            SettingsCase.Of(name, settings, s => RewardTrainRun.Plan(s).Plan, _material.Decoder("decoder"), unread);
        return [Of("decoder", decoder, pairs), Of("encoder", encoder, [.. pairs, @"format\..*", "max_answer_tokens", "held_out_pairs"])];
    }

    public SettingsCase[] Bench()
    {
        string[] pairs = [$@"pairs\[\]\.{HhOnly}", @"pairs\[\]\.columns\.answer"];
        var settings = new BenchSettings
        {
            Models = [new("a", _material.Trained("trained")), new("b", _material.Published("published"))],
            Pairs = [_material.Pairs(words: true)],
            PairsPerDomain = 5,
            Format = new() { Template = "Q {question} A", MaxPromptTokens = 8 },
        };
        SettingsCase Of(string name, BenchSettings bench, string[] unread) =>
            SettingsCase.Of(name, bench, s => BenchRun.Plan(s).Plan, _material.Published("published"), unread);
        return [Of("drawn", settings, pairs), Of("all pairs", settings with { PairsPerDomain = null }, [.. pairs, "seed"])];
    }

    public SettingsCase[] Judging()
    {
        var (a, b) = (_material.Answers("ours"), _material.Answers("theirs"));
        var settings = new JudgingSettings
        {
            A = new() { Data = a },
            B = new() { Data = b },
            Prompts = _material.Answers("questions"),
            PromptFormat = s_format,
        };
        string[] files = [$@"(a|b)\.data\.({HhOnly}|{PairsOnly})", $@"prompts\.({HhOnly}|{PairsOnly})", @"(a|b)\.data\.columns\.(chosen|rejected|margin)",
            @"prompts\.columns\.(answer|chosen|rejected|margin)", @"compute\.dtype"];
        var (other, annotations) = (_material.Published("judge"), _material.Annotations("ours", "theirs"));
        SettingsCase Of(string name, JudgeSettings[] judges, params string[] unread) =>
            SettingsCase.Of(name, settings with { Judges = judges }, JudgingRun.StagesOf, other, [.. files, .. unread]);
        ChatSettings chat = new()
        {
            Provider = ChatProvider.Compatible,
            Model = "m",
            Endpoint = _server.Endpoint,
            ApiKeyVariable = Variable,
            MaxOutputTokens = 500
        };
        return
        [
            Of("answers, reward model", [new() { Model = other, TieMargin = 0.1 }], @"judges\[\]\.(chat|local|orders|reasoning)"),
            Of("answers, language model", [new() { Kind = JudgeKind.Chat, Chat = chat }], @"judges\[\]\.(local|tie_margin|bfloat16)", "prompt_format"),
            Of("answers, model of this machine", [new() { Kind = JudgeKind.Local, Local = new() { Model = _material.Causal("judge of words") } }],
                @"judges\[\]\.(chat|tie_margin|bfloat16)", @"judges\[\]\.local\.sampling\.(temperature|top_k|top_p|greedy)", "prompt_format"),
            Of("answers, annotations", [new() { Kind = JudgeKind.Annotations, Annotations = annotations }],
                @"judges\[\]\.(chat|local|orders|reasoning|tie_margin|bfloat16)", "prompt_format"),
        ];
    }

    private SettingsCase Experiment(string name, ExperimentSettings settings, string[] unread) =>
        SettingsCase.Of(name, settings, s => ExperimentPlan.Build(s).Plan, _material.Trained("trained"), unread);

    private static LoraOptions Lora() => new() { Rank = 2, TargetModules = ["c_proj"] };

    private static PpoOptions Ppo() => new() { LearningRate = 1e-3, BatchSize = 8, MiniBatchSize = 4, PpoEpochs = 2 };

    private static ExperimentSettings Rules()
    {
        var tiny = TinyExperiment.Settings();
        return tiny with
        {
            // Enough probe questions for differences between domains that shrinkage leaves standing.
            Miniature = tiny.Miniature! with { TestPerDomain = 1, ProbePerDomain = 6 },
            Sampling = tiny.Sampling with { MaxNewTokens = 8 },
            Ppo = tiny.Ppo with
            {
                LearningRate = 1e-3,
                EarlyStopping = true,
                TargetKl = 1e-4,
                RatioThreshold = 1.001,
                Compatibility = PpoCompatibility.Trl,
                PaddingSide = Side.Left,
            },
            Author = tiny.Author with { Rule = PromptRule.ShortfallHalf },
            Loop = tiny.Loop with
            {
                Arms =
                [
                    ArmSettings.Vanilla with { Gate = new() }, new() { Name = "a", Gate = new() },
                    new()
                    {
                        Name = "b",
                        Gate = new(),
                        Author = tiny.Author with { Rule = PromptRule.ShortfallHalf, Placebo = true },
                        Probe = new() { Answers = 2 },
                    },
                    new() { Name = "c", When = PromptTiming.Always, Rule = PromptRule.Bandit },
                ],
            },
        };
    }

    private ExperimentSettings Files() => new()
    {
        World = WorldKind.Files,
        Files = new()
        {
            BaseModel = _material.Causal("base"),
            Encoder = _material.Encoder("encoder"),
            Demonstrations = new() { Data = _material.Demonstrations(), Validation = 28 },
            Probe = new() { Data = _material.Probe(DataFormat.Shp), MinPostsPerDomain = 2 },
            Pool = [_material.Pool(0), _material.Pool(1)],
            Preferences = new() { Data = _material.Pairs(), HeldOutPairs = 3, TestPrompts = 3 },
        },
        Contamination = new() { Cosine = 0.9999 },
        Compute = new() { Threads = 1, BatchSize = 64 },
        PromptFormat = s_format,
        Sampling = new SamplingOptions { Temperature = 0.9, MaxNewTokens = 8 },
        // Learns its few demonstrations by heart: the validation loss rises again, and the best epoch is not the last.
        Sft = new() { MaxAnswerTokens = 6, Training = new SftOptions { LearningRate = 2e-2, BatchSize = 4, Epochs = 4 } },
        Reward = new() { MaxAnswerTokens = 6, Training = new RewardOptions { LearningRate = 2e-3, BatchSize = 4 } },
        Loop = new()
        {
            Arms = [ArmSettings.Vanilla, ArmSettings.Sop, new() { Name = "aop" }],
            Iterations = 2,
            AuthorCalls = 2,
            PromptsPerCall = 4,
            QuadruplesPerDomain = 1,
            PassesPerPrompt = 2,
        },
        Evaluation = new() { Samples = 2, Judge = new() { TieMargin = 0.3 } },
        Ppo = Ppo(),
    };

    private ExperimentSettings Chat()
    {
        var files = Files();
        ChatSettings chat = new()
        {
            Provider = ChatProvider.Compatible,
            Model = "m",
            Endpoint = _server.Endpoint,
            ApiKeyVariable = Variable,
            MaxOutputTokens = 500,
        };
        return files with
        {
            Files = files.Files! with
            {
                Encoder = SentenceEncoders.Words,
                Probe = new() { Data = _material.Probe(), MinPostsPerDomain = 2 },
                Preferences = files.Files!.Preferences! with { Data = _material.Dialogues() },
                Test = new() { Data = _material.Asked("test") },
                FewShot = new() { Data = _material.Asked("few shot") },
            },
            Author = new() { Kind = AuthorKind.Chat, Chat = chat },
            Vanilla = new() { Kind = VanillaKind.Chat, Chat = chat, KeywordsPerDomain = 2, QuestionsPerKeyword = 4, Clusters = 3, Components = 4 },
            Evaluation = new()
            {
                Samples = 2,
                AgainstSft = true,
                Judge = new() { Kind = JudgeKind.Chat, Chat = chat },
                FurtherJudges = [new() { Model = _material.Published("judge"), TieMargin = 0.1 }],
            },
            Reward = new() { Model = _material.Published("reward") },
            Sampling = files.Sampling with { Greedy = true },
            Ppo = Ppo() with
            {
                AdaptiveKl = true,
                Advantages = AdvantageEstimator.Rloo,
                AnswersPerPrompt = 2,
                ScoreScaling = true,
                ScoreNorm = true
            },
        };
    }
}
