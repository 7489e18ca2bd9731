using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.Stages;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Section 4.4: probe the policy, write prompts for what it does badly, train on them, and again.</summary>
internal sealed class AlwaysOnPolicyLoop(ExperimentPlan experiment, ExperimentSettings settings, Artifact<EmbeddedPool>? pool, HeldOutInput? heldOut)
{
    private readonly Plan _plan = experiment.Plan;
    private readonly LoopSettings _loop = settings.Loop;
    private readonly AuthorFactory _authors = new(settings);

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
                _ => new PromptSlice(VanillaPrompts(), (iteration - 1) * _loop.PromptsPerIteration(), _loop.PromptsPerIteration()),
            };
            earlier.Add(prompts.Set);

            // 2. PPO on them, each seen PassesPerPrompt times.
            policy = _plan.Add(new TrainPolicy(settings.Compute),
                new TrainPolicy.In(policy, experiment.Sft, experiment.Reward, prompts.Set, prompts.Skip, prompts.Take, iteration,
                    _loop.PassesPerPrompt, _loop.CarryTrainerState, settings.Ppo, settings.Sampling, settings.PromptFormat),
                ExperimentPlan.Label(arm, iteration, "ppo"));

            // 3. The policy answers the held-out questions and the reward model scores the answers. AOP's next prompts are made from
            //    these; for the other arms they only show reward by domain.
            samples = Probe(arm, iteration, policy);
            experiment.Record(arm, iteration, policy, samples, prompts);
        }
    }

    private Artifact<ScoredSamples> Probe(Arm arm, int iteration, Artifact<PolicyOutput> policy)
    {
        var answers = _plan.Add(new AnswerQuestions(settings.Compute),
            new AnswerQuestions.In(policy, experiment.Data, QuestionSet.Probe, 1, settings.Sampling, settings.PromptFormat),
            ExperimentPlan.Label(arm, iteration, "probe"));
        return _plan.Add(new ScoreAnswers(settings.Compute), new ScoreAnswers.In(answers, experiment.Reward, settings.PromptFormat),
            ExperimentPlan.Label(arm, iteration, "scores"));
    }

    private PromptSlice WritePrompts(Arm arm, int iteration, Artifact<ScoredSamples> samples, IReadOnlyList<Artifact<PromptSet>> earlier) =>
        new(_plan.Add(new AuthorPrompts(_authors),
                new AuthorPrompts.In(samples, iteration, [.. earlier], settings.Author.Kind == AuthorKind.Pool ? pool : null,
                    settings.Author.Kind == AuthorKind.Miniature ? null : heldOut, settings.Author,
                    _authors.Identity, _loop.AuthorCalls, _loop.PromptsPerCall, _loop.QuadruplesPerDomain),
                ExperimentPlan.Label(arm, iteration, "author")),
            0, _loop.PromptsPerIteration());

    private Artifact<PromptSet> VanillaPrompts() =>
        _plan.Add(new VanillaPrompts(_authors),
            new VanillaPrompts.In(settings.Vanilla.Kind == VanillaKind.Pool ? pool : null, settings.Vanilla.Kind == VanillaKind.Chat ? experiment.Data : null,
                settings.Vanilla.Kind == VanillaKind.Miniature ? null : heldOut, settings.Vanilla, _authors.Identity,
                _loop.AuthorCalls * _loop.Iterations, _loop.PromptsPerCall),
            "vanilla: prompts");
}
