using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.RewardTraining;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>Training of a reward model on pairs.</summary>
internal static class RewardTraining
{
    public static RewardResult Run(string model, IReadOnlyList<PreferencePair> pairs, string output, RewardJob job, IProgress<StepRecord>? progress,
        ILogger logger, CancellationToken cancel)
    {
        var folder = ModelPlace.FolderOf(model, nameof(model));
        var tokenizer = ModelFolder.LoadTokenizer(folder);
        ModelFolder.RequireFit(folder, tokenizer);
        using var network = RewardStart.Open(folder, Seeds.Derive(job.Seed, "reward head"));
        if (network is RewardNetwork decoder) decoder.Trunk.GradientCheckpointing = job.GradientCheckpointing;
        var form = PairForm.Of(network, tokenizer, ModelFolder.ReadGenerationDefaults(folder), JobFolders.FormatOf(folder, job.PromptFormat),
            job.Fit.MaxAnswerTokens);
        var training = Encode(pairs, "training pairs");
        var heldOut = Encode(job.HeldOut, "held-out pairs");
        return new RewardRun(network, training, heldOut, job.Fit.Training, Seeds.Derive(job.Seed, "reward training"))
        {
            Products = job.Dtype,
            OnResume = (from, steps) => logger.Resumed(from.Step, steps),
            OnStep = step =>
            {
                logger.Step(step.Step, step.TotalSteps, step.Loss);
                progress?.Report(step);
            },
            OnBest = _ => JobFolders.Write(output, place => form.Save(place, job.SavedType)),
        }.Run(job.Checkpoints, cancel);

        PreferenceExample[] Encode(IReadOnlyList<PreferencePair> rows, string what) =>
            EncodedAnswers.Distinct([.. rows.Select((pair, i) => form.Encode($"{i + 1}", pair))], what, logger.Note);
    }
}
