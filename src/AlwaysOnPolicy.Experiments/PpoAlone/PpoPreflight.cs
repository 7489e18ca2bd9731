using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Looks at what a run of PPO alone names, before it runs.</summary>
public static class PpoPreflight
{
    private const string Prompt = "prompt_format.max_prompt_tokens";

    /// <summary>Looks whether a run can go through.</summary>
    /// <param name="folder">The run's.</param>
    /// <exception cref="SettingsException">The settings name too little to look at.</exception>
    public static Findings Look(PpoSettings settings, string folder)
    {
        settings.Check();
        var findings = new Findings();
        var target = findings.Try(() => FolderLook.Require(folder));
        TypeLook.Look(findings, settings.Compute.Dtype);
        var policy = findings.Try(() => ModelPlace.FolderOf(settings.Model!, "model") is var model && settings.Trainer.Server is null
            ? PolicyLook.At(model, settings.PromptFormat) : PolicyLook.Served(model, settings.PromptFormat));
        if (settings.Trainer.Server is { } server)
            findings.Say($"The policy is trained on the Tinker server {server.Address}, from its model {server.BaseModel}, which is taken to be the one " +
                $"whose tokenizer is in '{settings.Model}'. The server is not asked before the run; it keeps the weights, and the run's folder their names.");
        if (settings.Reference is { } reference)
            if (findings.Try(() => PolicyLook.At(ModelPlace.FolderOf(reference, "reference"), settings.PromptFormat)) is { } other && policy is not null
                && other.Format.Tokenizer.VocabularySize != policy.Format.Tokenizer.VocabularySize)
                findings.Error($"The reference has a tokenizer of {other.Format.Tokenizer.VocabularySize} ids, the model one of " +
                    $"{policy.Format.Tokenizer.VocabularySize}: a KL between them is none. Name a reference with the same tokenizer.");
        if (settings.Reward.Model is { } reward) findings.Try(() => RewardModels.LookAt(ModelPlace.FolderOf(reward, "reward.model"), settings.PromptFormat));
        var set = findings.Try(() => DataSets.ReadQuestions(DataInput.Of(settings.Prompts!.For(DataUse.Questions), "prompts")));
        var rows = set?.Rows;
        QuestionRow[] kept = [.. rows?.Take(settings.MaxPrompts ?? int.MaxValue) ?? []];
        string[] prompts = [.. kept.Select(r => r.Text)];
        if (set is not null) findings.Use(UsesOf(set, kept));
        var trained = prompts.Length - settings.Samples.HeldOutOf(prompts.Length);
        if (rows is not null) findings.Try(() => TrainOnPrompts.RequireBatch(settings, trained));
        if (trained > 0)
            StepLook.Look(findings, "The training", settings.Steps ?? trained * settings.Passes * settings.Ppo.AnswersPerPrompt / settings.Ppo.BatchSize,
                settings.Ppo.BatchSize, "passes, or name steps");
        if (trained > 0 && settings.Steps is { } steps) StepLook.Repeats(findings, trained, steps, settings.Ppo.BatchSize / settings.Ppo.AnswersPerPrompt);
        if (settings.MaxPrompts > rows?.Count) findings.Warn($"max_prompts is {settings.MaxPrompts}, and there are {rows.Count} prompts.");
        if (policy is null) return findings;
        policy.RequireRoom(findings, "prompts", prompts, Prompt, settings.Sampling.MaxNewTokens, "sampling.max_new_tokens");
        foreach (var sentence in PromptSurvey.Of(policy.Format, prompts).Sentences(Prompt, settings.PromptFormat.MaxPromptTokens)) findings.Warn(sentence);
        if (target is not null && settings.Trainer.Server is null)
            DiskLook.Look(findings, target, policy.Parameters, copies: 1 + 3 +
                (settings.Compute.CheckpointSteps > 0 ? 3 * settings.Compute.CheckpointsKept : 0));
        return findings;
    }

    private static IReadOnlyList<RowsUsed> UsesOf(DataSet<QuestionRow> set, QuestionRow[] kept)
    {
        var uses = new RowUses();
        uses.Read(set, "prompts");
        uses.Use(kept);
        return uses.All();
    }
}
