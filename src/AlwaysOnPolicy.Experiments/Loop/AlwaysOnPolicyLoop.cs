using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Section 4.4: probe the policy, write prompts for what it does badly, train on them, and again.</summary>
internal sealed class AlwaysOnPolicyLoop(ExperimentPlan experiment, ExperimentSettings settings, Artifact<EmbeddedPool>? pool, HeldOutInput? heldOut)
{
    private readonly Plan _plan = experiment.Plan;
    private readonly LoopSettings _loop = settings.Loop;
    private readonly AuthorFactory _authors = new(settings);
    private readonly AuthorSettings _author = SettingsInUse.Of(settings.Author);
    private readonly PpoOptions _ppo = OptionsInUse.Of(settings.Ppo);
    private readonly SamplingOptions _sampling = OptionsInUse.Of(settings.Sampling);

    public void AddArm(Arm arm)
    {
        var policy = experiment.Sft;
        var samples = Probe(arm, 0, policy);
        experiment.Record(arm, 0, policy, samples, null);
        var sftSamples = samples;
        var earlier = new List<Artifact<PromptSet>>();

        for (var iteration = 1; iteration <= _loop.Iterations; iteration++)
        {
            // 1. Prompts: from the current policy's scored answers (AOP), the SFT policy's (SOP), or nobody's (vanilla).
            var prompts = arm switch
            {
                Arm.Aop => WritePrompts(arm, iteration, samples, earlier),
                Arm.Sop => WritePrompts(arm, iteration, sftSamples, earlier),
                _ => VanillaPrompts(iteration, earlier),
            };
            earlier.Add(prompts.Set);

            // 2. PPO on them, each seen PassesPerPrompt times.
            policy = new RunPolicy(_plan.Add(new TrainPolicy(settings.Compute),
                new TrainPolicy.In(policy, experiment.Sft, experiment.Reward, prompts.Set, prompts.Skip, prompts.Take, iteration,
                    _loop.PassesPerPrompt, iteration > 1 && _loop.CarryTrainerState, _ppo, _sampling, settings.PromptFormat),
                ExperimentPlan.Label(arm, iteration, "ppo")), PpoTraining.ModelName);

            // 3. The policy answers the held-out questions and the reward model scores the answers. AOP's next prompts are made from
            //    these; for the other arms they only show reward by domain.
            samples = Probe(arm, iteration, policy);
            experiment.Record(arm, iteration, policy, samples, prompts);
        }
    }

    private Artifact<ScoredSamples> Probe(Arm arm, int iteration, RunPolicy policy)
    {
        var answers = _plan.Add(new AnswerQuestions(settings.Compute),
            new AnswerQuestions.In(policy, experiment.Data, QuestionSet.Probe, 1, _sampling, settings.PromptFormat),
            ExperimentPlan.Label(arm, iteration, "probe"));
        return _plan.Add(new ScoreAnswers(settings.Compute), new ScoreAnswers.In(answers, experiment.Reward, settings.PromptFormat),
            ExperimentPlan.Label(arm, iteration, "scores"));
    }

    private PromptSlice WritePrompts(Arm arm, int iteration, Artifact<ScoredSamples> samples, IReadOnlyList<Artifact<PromptSet>> earlier) =>
        new(_plan.Add(new AuthorPrompts(_authors),
                new AuthorPrompts.In(samples, iteration, [.. earlier], _author.Kind == AuthorKind.Pool ? pool : null,
                    _author.Kind == AuthorKind.Miniature ? null : heldOut, _author,
                    _author.Kind == AuthorKind.Miniature ? _authors.Identity : null, _loop.AuthorCalls, _loop.PromptsPerCall, _loop.QuadruplesPerDomain),
                ExperimentPlan.Label(arm, iteration, "author")),
            0, _loop.PromptsPerIteration());

    /// <summary>What an iteration trains on does not depend on how many follow: the miniature's are drawn anew each time, the others are ranked once and
    /// dealt out from the head of the ranking.</summary>
    private PromptSlice VanillaPrompts(int iteration, IReadOnlyList<Artifact<PromptSet>> earlier)
    {
        var (kind, vanilla, size) = (settings.Vanilla.Kind, settings.Vanilla, _loop.PromptsPerIteration());
        if (kind == VanillaKind.Miniature)
        {
            var drawn = new DrawVanilla.In(iteration, [.. earlier], _authors.Identity!, _loop.AuthorCalls, _loop.PromptsPerCall);
            return new(_plan.Add(new DrawVanilla(_authors), drawn, ExperimentPlan.Label(Arm.Vanilla, iteration, "prompts")), 0, size);
        }
        var questions = kind == VanillaKind.Chat
            ? _plan.Add(new WriteQuestions(), new WriteQuestions.In(experiment.Data, heldOut, vanilla.Chat!, vanilla.KeywordsPerDomain, vanilla.QuestionsPerKeyword), "vanilla: questions")
            : null;
        var ranked = new VanillaPrompts.In(kind == VanillaKind.Pool ? pool : null, questions, kind == VanillaKind.Chat ? experiment.Encoder : null, heldOut,
            vanilla.Clusters, vanilla.Components, _loop.AuthorCalls, _loop.PromptsPerCall, _loop.Iterations);
        return new(_plan.Add(new VanillaPrompts(), ranked, "vanilla: prompts"), (iteration - 1) * size, size);
    }
}
