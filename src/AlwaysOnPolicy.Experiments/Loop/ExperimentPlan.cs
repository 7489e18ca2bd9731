using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The stages of an experiment: from base model to policy and reward model, the arms, and the comparison.</summary>
/// <remarks>A stage is known by its content, so what two arms share is computed once: the first iteration of SOP and of AOP is one stage.</remarks>
public sealed class ExperimentPlan
{
    private readonly ExperimentSettings _settings;
    private readonly Dictionary<(string, int), RunPolicy> _policies = [];
    private readonly Dictionary<(string, int), Artifact<AnswerSet>> _testAnswers = [];
    private readonly Dictionary<(string, int), Artifact<ScoredSamples>> _probeScores = [];
    private readonly Dictionary<(string, int), Artifact<GoldSet>> _gold = [];
    private readonly Dictionary<(string, int), Artifact<ScoredSamples>> _testScores = [];
    private readonly Dictionary<(string, int), PromptSlice> _prompts = [];
    private readonly Dictionary<(string, int), Artifact<PromptFigures>> _audits = [];
    private readonly Dictionary<(string, int), IReadOnlyList<PlannedWork>> _work = [];

    private ExperimentPlan(ExperimentSettings settings) => _settings = settings;

    /// <summary>All stages.</summary>
    public Plan Plan { get; private init; } = null!;

    /// <summary>Questions, demonstrations and pairs.</summary>
    public required Artifact<ExperimentData> Data { get; init; }

    // What the report reads. Iteration 0 of every arm is the SFT policy.
    /// <summary>The policy after supervised fine-tuning, iteration 0 of every arm.</summary>
    public required RunPolicy Sft { get; init; }

    /// <summary>Where rewards come from.</summary>
    internal LoopReward Reward { get; private init; } = null!;

    /// <summary>Whether the reward is fit for PPO; null where nobody looks.</summary>
    internal Artifact<RewardCheck>? RewardCheck { get; private init; }

    /// <summary>Null where no question is embedded.</summary>
    internal InputFiles? Encoder { get; private init; }

    /// <summary>The policy of an arm after an iteration.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), RunPolicy> Policies => _policies;

    /// <summary>That policy's answers to the test questions.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), Artifact<AnswerSet>> TestAnswers => _testAnswers;

    /// <summary>Rewards of that policy's answers to the probe, where it was probed.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), Artifact<ScoredSamples>> ProbeScores => _probeScores;

    /// <summary>Gold scores of its answers to the test questions; none outside the miniature world.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), Artifact<GoldSet>> Gold => _gold;

    /// <summary>Rewards of the answers to the test questions.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), Artifact<ScoredSamples>> TestScores => _testScores;

    /// <summary>The prompts that an iteration of an arm trains on.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), PromptSlice> Prompts => _prompts;

    /// <summary>How diverse the prompts are.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), Artifact<PromptFigures>> Audits => _audits;

    /// <summary>The stages that an iteration of an arm costs, those before it and the comparison left out.</summary>
    public IReadOnlyDictionary<(string Arm, int Iteration), IReadOnlyList<PlannedWork>> Work => _work;

    /// <summary>The comparisons between arms.</summary>
    public IReadOnlyList<PlannedComparison> Comparisons { get; private set; } = [];

    /// <summary>Each policy against the SFT policy, for the ranking over all iterations; none where the settings leave them out.</summary>
    public IReadOnlyList<PlannedComparison> AgainstSft { get; private set; } = [];

    /// <summary>Reads the settings and what they name, and lays the stages out; nothing is computed.</summary>
    /// <exception cref="SettingsException">Settings that do not go together.</exception>
    public static ExperimentPlan Build(ExperimentSettings settings)
    {
        SettingsRules.Check(settings);
        var plan = new Plan(settings.Seed);
        var source = SourceFactory.Create(settings);
        RequireLayers(settings);
        var (compute, format) = (settings.Machine, settings.PromptFormat);
        var sampling = OptionsInUse.Of(settings.Sampling);

        var data = plan.Add(new PrepareData(source), new PrepareData.In(source.DataIdentity), "data");
        PolicyInput basis = source.GivenBaseModel is { } own
            ? new GivenPolicy(own)
            : new RunPolicy(plan.Add(new PrepareBaseModel(source), new PrepareBaseModel.In(source.BaseModelIdentity), "base model"),
                PrepareBaseModel.ModelName);
        var tuned = plan.Add(new FineTune(compute), new FineTune.In(basis, data, settings.Sft.Training, settings.Sft.MaxAnswerTokens, format,
            settings.SavedType), "SFT");
        var sft = new RunPolicy(tuned, settings.Sft.Keep == KeptModel.Best ? SftTraining.Best : SftTraining.Last);
        var sftProbe = plan.Add(new AnswerQuestions(compute), new AnswerQuestions.In(sft, data, QuestionSet.Probe, 1, sampling, format), Label("", 0, "probe"));
        var pairs = plan.Add(
            new PreparePreferences(source, compute), new PreparePreferences.In(data, source.PreferenceIdentity is { } making
                ? new PreparePreferences.Making(making, sft, OptionsInUse.Of(settings.Sampling with { Temperature = 1 }), format)
                : null), "preference pairs");
        IGivenReward? given = settings.Reward.Kind == RewardKind.Gold ? new WorldReward()
            : settings.Reward.Model is { } place ? new GivenReward(ModelPlace.Of(place, "reward.model"), settings.Reward.Bfloat16) : null;
        var reward = new LoopReward(
            given is not null
                ? plan.Add(new UseRewardModel(settings.Compute), new UseRewardModel.In(given, pairs, sftProbe, settings.Reward.Standardise, format),
                    "reward model")
                : plan.Add(new TrainRewardModel(compute), new TrainRewardModel.In(sft, pairs, sftProbe, settings.Reward, format, settings.SavedType),
                    "reward model"),
            given);
        var (needsPool, writesQuestions) = (NeedsPool(settings), settings.Vanilla.Asked is not null && HasVanilla(settings));
        var encoder = needsPool || writesQuestions ? ModelPlace.EncoderOf(settings.Files!.Encoder!) : null;
        var pool = needsPool ? plan.Add(new EmbedPool(compute), new EmbedPool.In(data, encoder!), "embed the pool") : null;

        var references = settings.Loop.Arms.Any(a => a.Prompts == PromptSource.Author
            && a.AuthorIn(settings).Rule is PromptRule.Shortfall or PromptRule.ShortfallHalf)
            ? plan.Add(new ScoreReferences(source, compute), new ScoreReferences.In(data, source.ReferenceIdentity, reward, format), "people's answers")
            : null;

        var experiment = new ExperimentPlan(settings)
        {
            Plan = plan,
            Data = data,
            Sft = sft,
            Reward = reward,
            Encoder = encoder,
            RewardCheck = settings.RewardCheck.Prompts == 0 ? null : plan.Add(new CheckLoopReward(compute),
                new CheckLoopReward.In(sft, data, reward, settings.Reward.Standardise, settings.RewardCheck, ScoreUse.Of(settings.Ppo), sampling, format),
                "reward fit"),
        };
        var heldOut = AddHeldOut(plan, data, settings);
        foreach (var arm in settings.Loop.Arms) new AlwaysOnPolicyLoop(experiment, settings, new(pool, heldOut, references), arm).Add();
        experiment.AddAudits();
        experiment.AddEvaluation();
        return experiment;
    }

    /// <summary>Null where all authors are the miniature's.</summary>
    private static HeldOutInput? AddHeldOut(Plan plan, Artifact<ExperimentData> data, ExperimentSettings settings)
    {
        var scoreBased = settings.Loop.Arms.Any(a => a.Prompts == PromptSource.Author && a.AuthorIn(settings).Kind != AuthorKind.Miniature);
        var vanilla = HasVanilla(settings) && settings.Vanilla.Kind != VanillaKind.Miniature;
        if (!scoreBased && !vanilla) return null;
        var encoder = settings is { Contamination.Cosine: not null, Files.Encoder: { } folder } ? ModelPlace.EncoderOf(folder) : null;
        return new(plan.Add(new EmbedHeldOut(settings.Compute), new EmbedHeldOut.In(data, encoder), "held-out questions"), encoder, settings.Contamination);
    }

    internal void Record(string arm, int iteration, RunPolicy policy, Artifact<ScoredSamples> probe, PromptSlice? prompts, IReadOnlyList<PlannedWork> work)
    {
        if (work.Count > 0) _work[(arm, iteration)] = work;
        _policies[(arm, iteration)] = policy;
        _probeScores[(arm, iteration)] = probe;
        if (prompts is not null) _prompts[(arm, iteration)] = prompts;
    }

    private void AddAudits()
    {
        var encoder = ModelPlace.EncoderOf(AuditEncoder(_settings));
        var heldOut = Plan.Add(new EmbedHeldOut(_settings.Compute), new EmbedHeldOut.In(Data, encoder), "held-out questions of the audit");
        var map = Plan.Add(new MapHeldOut(), new MapHeldOut.In(heldOut), "prompt map");
        foreach (var ((arm, iteration), prompts) in _prompts)
            _audits[(arm, iteration)] = Plan.Add(new AuditPrompts(_settings.Compute),
                new AuditPrompts.In(heldOut, map, encoder, prompts.Set, prompts.Skip, prompts.Take), Label(arm, iteration, "audit"));
    }

    /// <summary>The run's own sentence encoder, else the built-in one.</summary>
    internal static string AuditEncoder(ExperimentSettings settings) => settings.Files?.Encoder ?? SentenceEncoders.Words;

    private void AddEvaluation()
    {
        var (evaluation, compute, format) = (_settings.Evaluation, _settings.Machine, _settings.PromptFormat);
        foreach (var ((arm, iteration), policy) in _policies)
        {
            var answers = Plan.Add(new AnswerQuestions(compute),
                new AnswerQuestions.In(policy, Data, QuestionSet.Test, evaluation.Samples, OptionsInUse.Of(_settings.Sampling), format),
                    Label(arm, iteration, "answers"));
            _testAnswers[(arm, iteration)] = answers;
            if (_settings.World == WorldKind.Miniature)
                _gold[(arm, iteration)] = Plan.Add(new MeasureGold(), new MeasureGold.In(answers), Label(arm, iteration, "gold"));
        }

        foreach (var key in _policies.Keys)   // of all iterations, so that more of them keep what a shorter run has
            _testScores[key] = Plan.Add(new ScoreAnswers(compute), new ScoreAnswers.In(_testAnswers[key], Reward, format),
                Label(key.Item1, key.Item2, "test scores"));

        var judges = evaluation.Judges().Select(j => (j.Judge, j.Setting, Reward: j.Judge.Kind != JudgeKind.Reward ? null
            : j.Judge.Model is { } place ? (IJudgingReward)new GivenReward(ModelPlace.Of(place, $"{j.Setting}.model"), j.Judge.Bfloat16) : Reward)).ToArray();
        Comparisons =
        [
            .. Pairings().Select(p => Compared(p.A, p.B, p.Iteration, _testAnswers[(p.A, p.Iteration)], _testAnswers[(p.B, p.Iteration)], judges.Length)),
            .. Against().Select(p => Compared(p.A, p.B, _settings.Loop.Iterations, p.AnswersA, p.AnswersB, judges.Length)),
        ];
        if (Comparisons.Count > 0)
            JudgeRules.RequireDistinct([.. judges.Zip(Comparisons[0].ByJudge, (j, v) => (j.Judge.DisplayName(), v.Key))]);
        if (evaluation.ComparesWithSft)
            AgainstSft =
            [
                .. _policies.Keys.Where(k => k.Item2 > 0)
                    .Select(k => Compared(k.Item1, ArmNames.Sft, k.Item2, _testAnswers[k], _testAnswers[(k.Item1, 0)], 1)).DistinctBy(c => c.Verdicts),
            ];

        PlannedComparison Compared(string a, string b, int iteration, Artifact<AnswerSet> answersA, Artifact<AnswerSet> answersB, int asked) =>
            new(a, b, iteration, answersA, answersB, [.. judges.Take(asked).Select(j => Plan.Add(
                new JudgeAnswers(compute, _settings.Chat, j.Setting),
                new JudgeAnswers.In(answersA, answersB, evaluation.JudgedSamples, SettingsInUse.Of(j.Judge), j.Reward, j.Reward is null ? null : format,
                    j.Judge.LocalModel(j.Setting)),
                JudgeLabel(a, b, iteration) + (judges.Length > 1 ? $" ({j.Judge.DisplayName()})" : "")))]);
    }

    /// <summary>Each arm's last policy against each file of answers, on the questions that both have.</summary>
    private IEnumerable<(string A, string B, Artifact<AnswerSet> AnswersA, Artifact<AnswerSet> AnswersB)> Against()
    {
        foreach (var (answers, i) in _settings.Evaluation.Against.Select((a, i) => (a, i)))
            foreach (var arm in _settings.Loop.Arms.Select(a => a.Name).Reverse())
            {
                var (name, own) = (answers.DisplayName(), _testAnswers[(arm, _settings.Loop.Iterations)]);
                var (a, b) = MatchAnswers.Add(Plan, new(own, null), AnswersFrom.Of(answers.Input($"evaluation.against[{i}].data")), null, arm, name);
                yield return (arm, name, a, b);
            }
    }

    /// <summary>Each arm against those that stand before it in the list, from the first iteration in which their policies are not one.</summary>
    private IEnumerable<(string A, string B, int Iteration)> Pairings()
    {
        var names = _settings.Loop.Arms.Select(a => a.Name).ToArray();
        return from a in Enumerable.Range(0, names.Length).Reverse()
               from b in Enumerable.Range(0, a).Reverse()
               from iteration in Enumerable.Range(1, _settings.Loop.Iterations).SkipWhile(i => _policies[(names[a], i)] == _policies[(names[b], i)])
               select (names[a], names[b], iteration);
    }

    /// <exception cref="SettingsException">The base model lacks layers that the settings name: better said now than after SFT.</exception>
    private static void RequireLayers(ExperimentSettings settings)
    {
        if (settings.World != WorldKind.Files) return;
        var (folder, sft, ppo) = (ModelPlace.FolderOf(settings.Files!.BaseModel, "files.base_model"), settings.Sft.Training, settings.Ppo);
        TrainedLayers.Check(folder, "sft.training", sft.Lora, sft.FrozenLayers);
        TrainedLayers.Check(folder, "ppo", ppo.Lora, ppo.FrozenLayers);
    }

    internal static string Label(string arm, int iteration, string what) => iteration == 0 ? $"SFT: {what}" : $"{arm} {iteration}: {what}";

    internal static string JudgeLabel(string a, string b, int iteration) => $"judge {a} against {b} {iteration}";

    internal static bool HasVanilla(ExperimentSettings settings) => settings.Loop.Arms.Any(a => a.Prompts == PromptSource.Vanilla);

    /// <summary>A chat author's rule, too, finds topics where there is an encoder.</summary>
    internal static bool NeedsPool(ExperimentSettings settings) =>
        (settings.Vanilla.Kind == VanillaKind.Pool && HasVanilla(settings))
        || settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author).Select(a => a.AuthorIn(settings)).Any(a => UsesPool(a, settings));

    internal static bool UsesPool(AuthorSettings author, ExperimentSettings settings) =>
        author.Kind == AuthorKind.Pool
        || (author.Kind is AuthorKind.Chat or AuthorKind.Local && author.Rule != PromptRule.Paper && settings.Files?.Encoder is not null);
}
