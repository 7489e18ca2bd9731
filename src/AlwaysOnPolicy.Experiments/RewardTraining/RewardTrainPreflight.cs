using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>Looks at what the training of a reward model names, before it runs.</summary>
public static class RewardTrainPreflight
{
    /// <summary>Looks whether a run can go through.</summary>
    /// <param name="folder">The run's.</param>
    public static Findings Look(RewardTrainSettings settings, string folder)
    {
        RewardTrainRun.Check(settings);
        var findings = new Findings();
        var target = findings.Try(() => FolderLook.Require(folder));
        TypeLook.Look(findings, settings.Compute.Dtype);
        var place = findings.Try(() => ModelPlace.FolderOf(settings.Model, "--model"));
        var split = findings.Try(() => PairSplit.Read(
            RewardTrainRun.Inputs(settings.Pairs, "--pairs"), RewardTrainRun.Inputs(settings.HeldOut, "--held-out-pairs"), settings.HeldOut.Count == 0
                ? settings.HeldOutPairs : null, settings.Seed));
        if (split is { Training.Count: 0 }) findings.Error("No pair is left to train on: the held-out ones ask all of their questions. Hold fewer out, or " +
            "give more pairs.");
        foreach (var doubt in split?.Doubts ?? []) findings.Warn(doubt);
        findings.Use(split?.Uses ?? []);
        if (split is not null && LengthLean.Warning(LengthLean.Of([.. split.Training, .. split.HeldOut])) is { } lean) findings.Warn(lean);
        HeldOutLook.Look(findings, split?.HeldOut.Count ?? 0, settings.HeldOut.Count > 0 ? "--held-out-pairs" : "--held-out");
        if (place is null || EncoderFolder.IsOne(place)) return findings;
        if (findings.Try(() => PolicyLook.At(place, settings.Format, mayScore: true)) is not { } model) return findings;
        model.RequireRoom(findings, "prompts", split is null ? [] : split.Training.Concat(split.HeldOut).Select(p => p.Question), "--max-prompt-tokens", 1,
            "--max-answer-tokens");
        if (split is not null)
        {
            AnswerLook.Look(findings, model.Format, [.. split.Training.SelectMany(p => (string[])[p.Chosen, p.Rejected])], "pairs", settings.MaxAnswerTokens,
                "--max-answer-tokens");
            foreach (var sentence in PromptSurvey.Of(model.Format, [.. split.Training.Select(p => p.Question)])
                .Sentences("--max-prompt-tokens", settings.Format.MaxPromptTokens)) findings.Warn(sentence);
        }
        if (target is not null) DiskLook.Look(findings, target, model.Parameters, copies: 2 + 3 * 2);
        return findings;
    }
}
