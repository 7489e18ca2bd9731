using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Section 4.4 for one arm: probe the policy, write prompts for what it does badly, train on them, and again.</summary>
internal sealed class AlwaysOnPolicyLoop(ExperimentPlan experiment, ExperimentSettings settings, LoopInputs inputs, ArmSettings arm)
{
    private readonly Plan _plan = experiment.Plan;
    private readonly LoopSettings _loop = settings.Loop;
    private readonly AuthorFactory _authors = new(settings);
    private readonly AuthorSettings _author = SettingsInUse.Of(arm.AuthorIn(settings));
    private readonly LocalChat? _local = arm is { Prompts: PromptSource.Author } && arm.AuthorIn(settings) is { Kind: AuthorKind.Local, Local: { } local }
        ? LocalChat.Of(local, arm.Author is null ? "author.local" : $"loop.arms, arm '{arm.Name}', author.local") : null;
    private readonly ProbingSettings _probing = arm.ProbeIn(settings);
    private readonly PpoOptions _ppo = OptionsInUse.Of(settings.Ppo);
    private readonly SamplingOptions _sampling = OptionsInUse.Of(settings.Sampling);

    /// <summary>Policies so far, the SFT policy first.</summary>
    private readonly List<RunPolicy> _policies = [];
    private readonly List<Artifact<PolicyOutput>> _trained = [];
    private readonly List<Artifact<ScoredSamples>> _probes = [];
    private readonly HashSet<string> _paid = [];
    private List<PlannedWork> _work = [];

    /// <summary>Each iteration's prompts before a gate: none is written again. Where they do not look at the arm's own policies, an arm with another gate, or
    /// none, has the same.</summary>
    private readonly List<Artifact<PromptSet>> _written = [];

    /// <summary>What the gate kept in each iteration.</summary>
    private readonly List<Artifact<PromptSet>> _kept = [];

    private int PromptCount => _loop.PromptsPerIteration();

    private int CandidateCount => PromptCount * (arm.Gate?.Candidates ?? 1);

    /// <summary>The policy that the author looks at, and that answers for the gate; vanilla's gate looks at the current one.</summary>
    private RunPolicy Looked => arm.When == PromptTiming.Once ? experiment.Sft : _policies[^1];

    public void Add()
    {
        _policies.Add(experiment.Sft);
        experiment.Record(arm.Name, 0, experiment.Sft, Probe(0, experiment.Sft, 1).Scores, null, []);
        for (var iteration = 1; iteration <= _loop.Iterations; iteration++)
        {
            _work = [];
            // 1. Prompts: from the current policy's scored answers (AOP), the SFT policy's (SOP), or nobody's (vanilla).
            var prompts = arm.Prompts == PromptSource.Vanilla ? VanillaPrompts(iteration) : AuthorPrompts(iteration);

            // 2. The gate, where the arm has one, keeps a part of them.
            if (arm.Gate is not null) prompts = Gate(iteration, prompts, arm.Gate);

            // 3. PPO on them, each seen PassesPerPrompt times. What the gate had the same policy answer is not answered again.
            var gated = arm.Gate is not null && Looked == _policies[^1];
            var trained = Paid(WorkPart.Training, _plan.Add(new TrainPolicy(settings.Machine),
                new TrainPolicy.In(_policies[^1], experiment.Sft, experiment.Reward, prompts.Set, prompts.Skip, prompts.Take, iteration,
                    _loop.PassesPerPrompt, iteration > 1 && _loop.CarryTrainerState, _ppo, _sampling, settings.PromptFormat, settings.SavedType, gated),
                ExperimentPlan.Label(arm.Name, iteration, "ppo"), after: experiment.RewardCheck));
            _trained.Add(trained);
            _policies.Add(new RunPolicy(trained, PpoTraining.ModelName));

            // 4. One answer to each held-out question, scored: what the report shows of reward by domain, alike for every arm.
            experiment.Record(arm.Name, iteration, _policies[^1], Probe(iteration, _policies[^1], 1).Scores, prompts, _work);
        }
    }

    private (Artifact<AnswerSet> Answers, Artifact<ScoredSamples> Scores) Probe(int iteration, RunPolicy policy, int answers)
    {
        // Beside the one answer that each policy gives for the report.
        var several = answers == 1 ? "" : $" ({answers} answers)";
        var answered = _plan.Add(new AnswerQuestions(settings.Machine),
            new AnswerQuestions.In(policy, experiment.Data, QuestionSet.Probe, answers, _sampling, settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "probe" + several));
        return (answered, _plan.Add(new ScoreAnswers(settings.Compute), new ScoreAnswers.In(answered, experiment.Reward, settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "scores" + several)));
    }

    private PromptSlice AuthorPrompts(int iteration)
    {
        var miniature = _author.Kind == AuthorKind.Miniature;
        var signal = Signal(iteration);
        Artifact<PromptSet>[] earlier = [.. _written];
        return Write("author", iteration, (more, label) => _plan.Add(new AuthorPrompts(_authors, settings.Chat),
            new AuthorPrompts.In(signal, iteration, earlier, ExperimentPlan.UsesPool(_author, settings) ? inputs.Pool : null,
                miniature ? null : inputs.HeldOut, _author, miniature ? _authors.Identity : null,
                _loop.AuthorCalls, _loop.PromptsPerCall, _loop.QuadruplesPerDomain, more, _local), label));
    }

    /// <summary>An iteration's prompts, and beside them, in a stage of their own, what a gate wants to choose from.</summary>
    private PromptSlice Write(string label, int iteration, Func<MoreCandidates?, string, Artifact<PromptSet>> ask)
    {
        var prompts = Paid(WorkPart.Author, ask(null, ExperimentPlan.Label(arm.Name, iteration, label)));
        _written.Add(prompts);
        if (arm.Gate is null) return new(prompts, 0, PromptCount);
        var more = new MoreCandidates(prompts, [.. _kept], CandidateCount);
        return new(Paid(WorkPart.Author, ask(more, ExperimentPlan.Label(arm.Name, iteration, "candidates"))), 0, CandidateCount);
    }

    /// <summary>What the rule reads before an iteration: of the SFT policy where it is looked at once, else of every policy up to the current one.</summary>
    private AuthorSignal Signal(int iteration)
    {
        if (_author.Rule == PromptRule.Bandit) return new([], null, [.. _trained], _probing.HalfLife);
        if (_probing.Scored is { } file)
        {
            if (_probes.Count == 0) _probes.Add(_plan.Add(new ReadScored(), ReadScored.In.Of(file, _probing.ScoredLast), $"{arm.Name}: scored answers"));
        }
        else if (_probes.Count == 0 || arm.When != PromptTiming.Once)
        {
            var (answers, scores) = Probe(iteration - 1, _policies[^1], _probing.Answers);
            Paid(WorkPart.Probe, answers);
            _probes.Add(Paid(WorkPart.Probe, scores));
        }
        if (_author.Rule == PromptRule.Paper) return new([_probes[^1]], null, [], null);
        return new([.. _probes], Paid(WorkPart.Probe, inputs.References!), [], _probing.HalfLife);
    }

    private PromptSlice Gate(int iteration, PromptSlice candidates, GateSettings gate)
    {
        var kept = _plan.Add(new GatePrompts(settings.Machine),
            new GatePrompts.In(Looked, experiment.Reward, candidates.Set, candidates.Skip, candidates.Take, PromptCount, gate, _sampling,
                settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "gate"));
        _kept.Add(Paid(WorkPart.Gate, kept));
        return new(kept, 0, PromptCount) { Written = candidates.Set };
    }

    /// <summary>What an iteration trains on does not depend on how many follow: the miniature's are drawn anew each time, the others are ranked once and
    /// dealt out from the head of the ranking.</summary>
    private PromptSlice VanillaPrompts(int iteration)
    {
        var (kind, vanilla) = (settings.Vanilla.Kind, settings.Vanilla);
        if (kind == VanillaKind.Miniature)
        {
            Artifact<PromptSet>[] earlier = [.. _written];
            return Write("prompts", iteration, (more, label) => _plan.Add(new DrawVanilla(_authors),
                new DrawVanilla.In(iteration, earlier, _authors.Identity!, _loop.AuthorCalls, _loop.PromptsPerCall, more), label));
        }
        var questions = vanilla.Asked is not null
            ? Paid(WorkPart.Author, _plan.Add(new WriteQuestions(settings.Chat),
                new WriteQuestions.In(experiment.Data, inputs.HeldOut, kind == VanillaKind.Chat ? vanilla.Chat : null,
                    vanilla.Keywords is { } own ? KeywordFile.Input(own) : null, vanilla.KeywordsPerDomain, vanilla.QuestionsPerKeyword,
                    kind == VanillaKind.Local ? LocalChat.Of(vanilla.Local!, "vanilla.local") : null), $"{arm.Name}: questions"))
            : null;
        var ranked = new VanillaPrompts.In(kind == VanillaKind.Pool ? inputs.Pool : null, questions, questions is not null ? experiment.Encoder : null,
            inputs.HeldOut, vanilla.Clusters, vanilla.Restarts, vanilla.Components, _loop.AuthorCalls, _loop.PromptsPerCall,
            _loop.Iterations * settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Vanilla).Max(a => a.Gate?.Candidates ?? 1));
        return new(Paid(WorkPart.Author, _plan.Add(new VanillaPrompts(), ranked, $"{arm.Name}: prompts")), (iteration - 1) * CandidateCount, CandidateCount);
    }

    /// <summary>An arm pays for a stage in the iteration that first needs it, also where another arm needs it too.</summary>
    private Artifact<T> Paid<T>(WorkPart part, Artifact<T> stage)
    {
        if (_paid.Add(stage.Key)) _work.Add(new(part, stage));
        return stage;
    }
}

/// <summary>What the arms of an experiment have in common.</summary>
/// <param name="Pool">Null where no arm chooses or sorts questions by embedding.</param>
/// <param name="HeldOut">Null where all authors are the miniature's.</param>
/// <param name="References">People's scored answers to the probe questions; null where no rule reads them.</param>
internal sealed record LoopInputs(Artifact<EmbeddedPool>? Pool, HeldOutInput? HeldOut, Artifact<ScoredSamples>? References);
