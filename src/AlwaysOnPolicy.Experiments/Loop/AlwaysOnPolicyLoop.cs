using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
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
    private readonly ProbingSettings _probing = arm.ProbeIn(settings);
    private readonly PpoOptions _ppo = OptionsInUse.Of(settings.Ppo);
    private readonly SamplingOptions _sampling = OptionsInUse.Of(settings.Sampling);

    /// <summary>Policies so far, the SFT policy first.</summary>
    private readonly List<RunPolicy> _policies = [];
    private readonly List<Artifact<PolicyOutput>> _trained = [];
    private readonly List<Artifact<ScoredSamples>> _probes = [];
    private readonly HashSet<string> _paid = [];
    private List<PlannedWork> _work = [];

    private int Candidates => arm.Gate?.Candidates ?? 1;

    public void Add()
    {
        _policies.Add(experiment.Sft);
        experiment.Record(arm.Name, 0, experiment.Sft, Probe(0, experiment.Sft, 1).Scores, null, []);
        // What vanilla draws does not look at the policy, and so not at what a gate kept of it.
        List<Artifact<PromptSet>> earlier = [];
        for (var iteration = 1; iteration <= _loop.Iterations; iteration++)
        {
            _work = [];
            // 1. Prompts: from the current policy's scored answers (AOP), the SFT policy's (SOP), or nobody's (vanilla).
            var prompts = arm.Prompts == PromptSource.Vanilla ? VanillaPrompts(iteration, earlier) : WritePrompts(iteration, earlier);
            if (arm.Prompts == PromptSource.Vanilla) earlier.Add(prompts.Set);

            // 2. The gate, where the arm has one, keeps a part of them.
            if (arm.Gate is not null) prompts = Gate(iteration, prompts, arm.Gate);
            if (arm.Prompts == PromptSource.Author) earlier.Add(prompts.Set);

            // 3. PPO on them, each seen PassesPerPrompt times.
            var trained = Paid(WorkPart.Training, _plan.Add(new TrainPolicy(settings.Compute),
                new TrainPolicy.In(_policies[^1], experiment.Sft, experiment.Reward, prompts.Set, prompts.Skip, prompts.Take, iteration,
                    _loop.PassesPerPrompt, iteration > 1 && _loop.CarryTrainerState, _ppo, _sampling, settings.PromptFormat, settings.SavedType),
                ExperimentPlan.Label(arm.Name, iteration, "ppo")));
            _trained.Add(trained);
            _policies.Add(new RunPolicy(trained, PpoTraining.ModelName));

            // 4. One answer to each held-out question, scored: what the report shows of reward by domain, alike for every arm.
            experiment.Record(arm.Name, iteration, _policies[^1], Probe(iteration, _policies[^1], 1).Scores, prompts, _work);
        }
    }

    private (Artifact<AnswerSet> Answers, Artifact<ScoredSamples> Scores) Probe(int iteration, RunPolicy policy, int answers)
    {
        var answered = _plan.Add(new AnswerQuestions(settings.Compute),
            new AnswerQuestions.In(policy, experiment.Data, QuestionSet.Probe, answers, _sampling, settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "probe"));
        return (answered, _plan.Add(new ScoreAnswers(settings.Compute), new ScoreAnswers.In(answered, experiment.Reward, settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "scores")));
    }

    private PromptSlice WritePrompts(int iteration, IReadOnlyList<Artifact<PromptSet>> earlier)
    {
        var miniature = _author.Kind == AuthorKind.Miniature;
        var signal = Signal(iteration);
        var written = _plan.Add(new AuthorPrompts(_authors),
            new AuthorPrompts.In(signal, iteration, [.. earlier], ExperimentPlan.UsesPool(_author, settings) ? inputs.Pool : null,
                miniature ? null : inputs.HeldOut, _author, miniature ? _authors.Identity : null,
                _loop.AuthorCalls * Candidates, _loop.PromptsPerCall, _loop.QuadruplesPerDomain),
            ExperimentPlan.Label(arm.Name, iteration, "author"));
        return new(Paid(WorkPart.Author, written), 0, _loop.PromptsPerIteration() * Candidates);
    }

    /// <summary>What the rule reads before an iteration: of the SFT policy where it is looked at once, else of every policy up to the current one.</summary>
    private AuthorSignal Signal(int iteration)
    {
        if (_author.Rule == PromptRule.Bandit) return new([], null, [.. _trained], _probing.HalfLife);
        if (_probes.Count == 0 || arm.When != PromptTiming.Once)
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
        var policy = arm.When == PromptTiming.Once ? experiment.Sft : _policies[^1];
        var kept = _plan.Add(new GatePrompts(settings.Compute),
            new GatePrompts.In(policy, experiment.Reward, candidates.Set, candidates.Skip, candidates.Take, _loop.PromptsPerIteration(), gate, _sampling,
                settings.PromptFormat),
            ExperimentPlan.Label(arm.Name, iteration, "gate"));
        return new(Paid(WorkPart.Gate, kept), 0, _loop.PromptsPerIteration());
    }

    /// <summary>What an iteration trains on does not depend on how many follow: the miniature's are drawn anew each time, the others are ranked once and
    /// dealt out from the head of the ranking.</summary>
    private PromptSlice VanillaPrompts(int iteration, IReadOnlyList<Artifact<PromptSet>> earlier)
    {
        var (kind, vanilla, calls) = (settings.Vanilla.Kind, settings.Vanilla, _loop.AuthorCalls * Candidates);
        var size = calls * _loop.PromptsPerCall;
        if (kind == VanillaKind.Miniature)
        {
            var drawn = new DrawVanilla.In(iteration, [.. earlier], _authors.Identity!, calls, _loop.PromptsPerCall);
            return new(Paid(WorkPart.Author, _plan.Add(new DrawVanilla(_authors), drawn, ExperimentPlan.Label(arm.Name, iteration, "prompts"))), 0, size);
        }
        var questions = kind == VanillaKind.Chat
            ? Paid(WorkPart.Author, _plan.Add(new WriteQuestions(),
                new WriteQuestions.In(experiment.Data, inputs.HeldOut, vanilla.Chat!, vanilla.KeywordsPerDomain, vanilla.QuestionsPerKeyword),
                    $"{arm.Name}: questions"))
            : null;
        var ranked = new VanillaPrompts.In(kind == VanillaKind.Pool ? inputs.Pool : null, questions, kind == VanillaKind.Chat ? experiment.Encoder : null,
            inputs.HeldOut,
            vanilla.Clusters, vanilla.Components, calls, _loop.PromptsPerCall, _loop.Iterations);
        return new(Paid(WorkPart.Author, _plan.Add(new VanillaPrompts(), ranked, $"{arm.Name}: prompts")), (iteration - 1) * size, size);
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
