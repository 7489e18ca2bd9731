using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>Looks at what a fine-tuning names, before it runs.</summary>
public static class FineTunePreflight
{
    private const string Prompt = "prompt_format.max_prompt_tokens";

    /// <summary>Looks whether a run can go through.</summary>
    /// <param name="folder">The run's.</param>
    /// <exception cref="SettingsException">The settings name too little to look at.</exception>
    public static Findings Look(FineTuneSettings settings, string folder)
    {
        settings.Check();
        var findings = new Findings();
        var target = findings.Try(() => FolderLook.Require(folder));
        TypeLook.Look(findings, settings.Compute.Dtype);
        var policy = findings.Try(() => PolicyLook.At(ModelPlace.FolderOf(settings.Model!, "model"), settings.PromptFormat));
        var split = findings.Try(() => DemonstrationSplit.Read(FineTuneRun.DataOf(settings), FineTuneRun.ValidationOf(settings), settings.Validation,
            settings.Limit, settings.Seed));
        foreach (var doubt in split?.Doubts ?? []) findings.Warn(doubt);
        findings.Use(split?.Uses ?? []);
        if (settings.Limit > split?.Training.Count) findings.Warn($"limit is {settings.Limit}, and there are {split.Training.Count} demonstrations to train " +
            "on.");
        if (policy is null) return findings;
        if (split is not null)
        {
            policy.RequireRoom(findings, "demonstrations", split.Training.Concat(split.Validation).Select(d => (d.Question, d.Answer)), Prompt,
                settings.Sft.MaxAnswerTokens, "sft.max_answer_tokens");
            foreach (var sentence in PromptSurvey.Of(policy.Format, [.. split.Training.Select(d => d.Question)])
                .Sentences(Prompt, settings.PromptFormat.MaxPromptTokens)) findings.Warn(sentence);
        }
        if (target is not null) DiskLook.Look(findings, target, policy.Parameters, copies: 3 + (3 * settings.Compute.CheckpointsKept));
        return findings;
    }
}
