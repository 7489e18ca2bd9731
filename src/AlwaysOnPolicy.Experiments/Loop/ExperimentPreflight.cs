using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Looks at what an experiment names, before it runs: models, data, lengths, sizes, disk. What is made, not read, needs no look.</summary>
public static class ExperimentPreflight
{
    private const string Prompt = "prompt_format.max_prompt_tokens";
    private const string Answer = "sampling.max_new_tokens";

    /// <summary>Looks whether an experiment can go through.</summary>
    /// <param name="folder">The run's.</param>
    /// <exception cref="SettingsException">Settings that do not go together.</exception>
    public static Findings Look(ExperimentSettings settings, string folder)
    {
        SettingsRules.Check(settings);
        var findings = new Findings();
        var target = findings.Try(() => FolderLook.Require(folder));
        TypeLook.Look(findings, settings.Compute.Dtype);
        foreach (var use in ChatUse.In(settings)) ServiceLook.Look(findings, use.Chat, use.Local, use.Setting);
        var rollouts = settings.Loop.PromptsPerIteration() * settings.Loop.PassesPerPrompt * settings.Ppo.AnswersPerPrompt;
        StepLook.Look(findings, "An iteration", rollouts / settings.Ppo.BatchSize, settings.Ppo.BatchSize,
            "passes (loop.author_calls, loop.prompts_per_call, loop.passes_per_prompt)");
        var against = settings.Evaluation.Against.Select((a, i) => (Answers: a, Setting: $"evaluation.against[{i}]"))
            .Select(a => (a.Answers, a.Setting, Read: findings.Try(() => NamedAnswers.Read(a.Answers.Input($"{a.Setting}.data"), prompts: null)))).ToArray();
        foreach (var probe in settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author).Select(a => a.ProbeIn(settings)).Distinct())
            if (probe.Scored is { } scored) findings.Try(() => ReadScored.Read(ReadScored.In.Of(scored, probe.ScoredLast).File.Path, probe.ScoredLast));
        if (settings is not { World: WorldKind.Files, Files: { } files })
        {
            PowerLook.Look(findings, MiniatureWorld.TestQuestions(settings.Miniature ?? new()), 2 * Comparisons(settings));   // the weakest domains, too
            return findings;
        }
        var policy = findings.Try(() => PolicyLook.At(ModelPlace.FolderOf(files.BaseModel, "files.base_model"), settings.PromptFormat));
        if (settings.Reward.Model is { } reward) findings.Try(() => RewardModels.LookAt(ModelPlace.FolderOf(reward, "reward.model"), settings.PromptFormat));
        if (files.Encoder is { } encoder and not SentenceEncoders.Words)
            findings.Try(() => SentenceEncoder.LookAt(ModelPlace.FolderOf(encoder, "files.encoder")));
        var missing = files.Sources().Where(s => findings.Try(() => DataInput.FilesOf(s.Data, s.Setting)) is null).ToArray();   // all are told
        var data = missing.Length == 0 ? findings.Try(() => new FilesSource(files, settings.Contamination).Read(settings.Seed)) : null;
        foreach (var doubt in data?.Doubts ?? []) findings.Warn(doubt);
        findings.Use(data?.Uses ?? []);
        if (settings.Vanilla is { Kind: VanillaKind.Chat, Keywords: { } keywords } && ExperimentPlan.HasVanilla(settings))
            findings.Try(() => KeywordFile.Read(KeywordFile.Input(keywords).Path,
                data is null ? KeywordFile.Domains(keywords) : [.. data.Probe.Select(q => q.Domain).OfType<string>().Distinct()]));
        if (data is not null)
        {
            Sizes(findings, settings, files, data);
            PowerLook.Look(findings, data.Test.Count, Comparisons(settings));
            var asked = data.Test.Select(q => QuestionText.Key(q.Text)).ToHashSet(StringComparer.Ordinal);
            foreach (var (answers, setting, read) in against)
                if (read is not null && !read.Answers.Any(a => asked.Contains(QuestionText.Key(a.Question.Text))))
                    findings.Error($"{setting}: '{answers.Data.Path}' answers none of the {data.Test.Count} test prompts. Answers are compared where the " +
                        "wording of their questions is the same: give answers to the test prompts.");
        }
        if (policy is null) return findings;
        if (data is not null) Lengths(findings, settings, policy, data);
        var kept = settings.Loop.Arms.Count * settings.Loop.Iterations;
        if (target is not null) DiskLook.Look(findings, target, policy.Parameters, copies: 3 + (3 * kept) + (3 * settings.Compute.CheckpointsKept));
        return findings;
    }

    /// <summary>The most that a report makes: arms may share their first policies.</summary>
    private static int Comparisons(ExperimentSettings settings) =>
        settings.Loop.Arms.Count * (settings.Loop.Arms.Count - 1) / 2 * settings.Loop.Iterations;

    private static void Lengths(Findings findings, ExperimentSettings settings, PolicyLook policy, FilesSets data)
    {
        var (probe, test) = (data.Probe.Select(q => q.Text), data.Test.Select(q => q.Text));
        policy.RequireRoom(findings, "probe and test prompts", probe.Concat(test), Prompt, settings.Sampling.MaxNewTokens, Answer);
        policy.RequireRoom(findings, "demonstrations", data.Demonstrations.Concat(data.Validation).Select(d => (d.Question, d.Answer)), Prompt,
            settings.Sft.MaxAnswerTokens, "sft.max_answer_tokens");
        if (settings.Reward.Model is null)
            policy.RequireRoom(findings, "preference pairs", data.Training.Concat(data.HeldOut)
                .SelectMany(p => ((string, string)[])[(p.Question, p.Chosen), (p.Question, p.Rejected)]), Prompt, settings.Reward.MaxAnswerTokens,
                "reward.max_answer_tokens");
        AnswerLook.Look(findings, policy.Format, [.. data.Demonstrations.Select(d => d.Answer)], "demonstrations", settings.Sft.MaxAnswerTokens,
            "sft.max_answer_tokens");
        if (settings.Reward.Model is null)
            AnswerLook.Look(findings, policy.Format, [.. data.Training.SelectMany(p => (string[])[p.Chosen, p.Rejected])], "preference pairs",
                settings.Reward.MaxAnswerTokens, "reward.max_answer_tokens");
        if (ChatUse.In(settings).Any(u => u.Stage != ChatStages.Judge))
            policy.RequireRoomForAny(findings, "prompts that a language model may write", Prompt, settings.Sampling.MaxNewTokens, Answer);
        if (ExperimentPlan.NeedsPool(settings))
            policy.RequireRoom(findings, "pool's prompts", data.Pool.Select(q => q.Text), Prompt, settings.Sampling.MaxNewTokens, Answer);
        string[] all = [.. probe, .. test, .. data.Demonstrations.Select(d => d.Question), .. data.Training.Select(p => p.Question)];
        foreach (var sentence in PromptSurvey.Of(policy.Format, all).Sentences(Prompt, settings.PromptFormat.MaxPromptTokens)) findings.Warn(sentence);
    }

    /// <summary>Fewer rows than a setting names are no fault, but hardly what was meant; no row at all where some are needed is one.</summary>
    private static void Sizes(Findings findings, ExperimentSettings settings, DataFilesSettings files, FilesSets data)
    {
        findings.Try(data.Check);
        HeldOutLook.Look(findings, data.HeldOut.Count, "files.preferences.held_out_pairs");
        void Few(string setting, int? wanted, int there, string rows)
        {
            if (wanted > there) findings.Warn($"{setting} is {wanted}, and there are {there} {rows}: lower it, or give more data.");
        }

        Few("files.demonstrations.limit", files.Demonstrations.Limit, data.Demonstrations.Count, "demonstrations beside those for validation");
        Few("files.test.limit", files.Test?.Limit, data.Test.Count, "test prompts");
        Few("files.preferences.training_pairs", files.Preferences?.TrainingPairs, data.Training.Count, "pairs to train on");
        if (data.Test.Count == 0) findings.Error("No test prompt is left: give a test file of its own (files.test), or more preference pairs.");
        if (settings.Reward.Model is null && data.Training.Count == 0) findings.Error("No preference pair is left to train the reward model on: lower " +
            "files.preferences.held_out_pairs, or give more pairs.");
        if (!ExperimentPlan.NeedsPool(settings)) return;
        if (data.Pool.Count == 0) findings.Error("The pool is empty: every question of files.pool is held out elsewhere, or none is named. Give other " +
            "questions.");
        else if (settings.Loop.PromptsPerIteration() > data.Pool.Count)
            findings.Warn($"An iteration takes {settings.Loop.PromptsPerIteration()} prompts (loop.author_calls × loop.prompts_per_call), and the pool has " +
                $"{data.Pool.Count} questions: give more, or lower these.");
    }
}
