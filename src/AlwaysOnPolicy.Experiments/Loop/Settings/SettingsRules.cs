using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Rules between settings; the rules of one setting stand beside it.</summary>
internal static class SettingsRules
{
    private const string Sft = "sft";

    /// <exception cref="SettingsException">The first rule that is broken, with the settings it is about.</exception>
    public static void Check(ExperimentSettings settings)
    {
        var miniature = settings.World == WorldKind.Miniature;
        Require(miniature || settings.Files is not null, "world: files needs a section 'files' that names the model and the data.");
        Require(miniature || settings.Files!.Preferences is not null || (settings.Reward.Model is not null && settings.Files.Test is not null),
            "files.preferences is missing: without it the reward model must be given (reward.model) and the test prompts must have a file of their own " +
            "(files.test).");
        var gold = settings.Reward.Kind == RewardKind.Gold;
        Require(miniature || !gold, "reward.kind: gold needs world: miniature; leave it out, or name a reward model (reward.model).");
        Require(!gold || settings.Reward.Model is null, "reward.kind: gold and reward.model name two rewards: keep one of them.");
        settings.Cluster?.RequireStore();
        ArmRules.Check(settings);
        Require(miniature || settings.Vanilla.Kind != VanillaKind.Miniature, "vanilla.kind: miniature needs world: miniature; choose pool, chat or local.");
        Require(!miniature || settings.Vanilla.Kind == VanillaKind.Miniature, "vanilla.kind: pool, chat and local need world: files; choose miniature.");
        Require(settings.Vanilla.Kind != VanillaKind.Chat || settings.Vanilla.Chat is not null, "vanilla.kind: chat needs a section 'vanilla.chat'.");
        Require(settings.Vanilla.Kind != VanillaKind.Local || settings.Vanilla.Local is not null, "vanilla.kind: local needs a section 'vanilla.local'.");
        JudgeRules.Check(settings.Evaluation.Judges(), [(JudgeKind.Annotations, "is for files of answers (aop judge): a run's answers are new"),
            .. miniature ? [] : new[] { (JudgeKind.Gold, "needs world: miniature; choose reward, chat or local") }]);
        string[] names = [Sft, .. settings.Loop.Arms.Select(a => a.Name), .. settings.Evaluation.Against.Select(a => a.DisplayName())];
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingsException($"evaluation.against: '{twice.Key}' is the name of two files of answers, or of one and an arm: give each a name of " +
                "its own (evaluation.against[].name).");
        RolloutRules.Check(settings.Rollouts, settings.Sampling, settings.Ppo);
        foreach (var use in ChatUse.In(settings)) ChatCalls.Check(use.Chat, use.Setting, use.Stage, settings.Chat.Options);
        RequireBatches(settings.Vanilla.Kind == VanillaKind.Chat ? settings.Vanilla.Chat : null, "vanilla.chat");
        Require(settings.Loop.Arms.Select(a => a.AuthorIn(settings)).All(a => a is not { Kind: AuthorKind.Chat, Chat.Batch: true }),
            "author.chat.batch: an author's calls wait for one another, and a batch may take a day; leave it out.");
        Require(settings.Evaluation.JudgedSamples <= settings.Evaluation.Samples,
            $"evaluation.judged_samples ({settings.Evaluation.JudgedSamples}) is more than evaluation.samples ({settings.Evaluation.Samples}).");

        var usesEncoder = settings.Loop.Arms.Any(a => a.AuthorIn(settings).Kind == AuthorKind.Pool) || settings.Vanilla.Kind != VanillaKind.Miniature;
        Require(miniature || !usesEncoder || settings.Files!.Encoder is not null,
            "files.encoder is missing: choosing questions by likeness needs a sentence encoder: a sentence-transformers folder such as all-MiniLM-L6-v2, or " +
            $"{SentenceEncoders.Words}.");
        ExperimentSettings.Names.Run(settings.Sft.Training.Check);
        ExperimentSettings.Names.Run(settings.Ppo.Check);
        if (miniature) RequireQuestions(settings);
        Require(settings.Loop.PromptsPerIteration() * settings.Loop.PassesPerPrompt * settings.Ppo.AnswersPerPrompt >= settings.Ppo.BatchSize,
            $"An iteration has {settings.Loop.PromptsPerIteration()} prompts (loop.author_calls × loop.prompts_per_call) and " +
            $"{settings.Loop.PassesPerPrompt} passes of {settings.Ppo.AnswersPerPrompt} answers: too few to fill one batch of {settings.Ppo.BatchSize} " +
            "(ppo.batch_size).");
    }

    /// <summary>An arm writes no question twice: a run that asks for more than the miniature world has would end in its last iterations.</summary>
    private static void RequireQuestions(ExperimentSettings settings)
    {
        var there = MiniatureWorld.TrainingQuestionCount(settings.Miniature ?? new());
        foreach (var arm in settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Vanilla || a.AuthorIn(settings).Kind == AuthorKind.Miniature))
        {
            // A gate's last candidates repeat neither the iterations' own prompts nor what was kept of other candidates.
            var sets = arm.Gate is null ? settings.Loop.Iterations : (2L * settings.Loop.Iterations) - 2 + arm.Gate.Candidates;
            var wanted = sets * settings.Loop.PromptsPerIteration();
            Require(wanted <= there,
                $"{settings.Loop.Iterations} iterations of {settings.Loop.PromptsPerIteration() * (arm.Gate?.Candidates ?? 1)} prompts need {wanted} " +
                $"questions, and the miniature world has {there} that are not held out: " +
                "lower loop.iterations, loop.author_calls or " +
                $"loop.prompts_per_call{(arm.Gate is null ? "" : $", or the gate.candidates of the arm '{arm.Name}'")}.");
        }
    }

    private static void RequireBatches(ChatSettings? chat, string setting) => Require(chat is not { Batch: true } || BatchedChat.Supports(chat.Provider),
        $"{setting}.batch: true is of services with OpenAI's batch interface (open_ai, compatible): leave it out, or choose one of them.");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new SettingsException(otherwise);
    }
}
