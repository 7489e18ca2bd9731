using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>Supervised fine-tuning of a model folder on demonstrations.</summary>
internal static class FineTuning
{
    public static SftResult Run(string model, IReadOnlyList<Demonstration> examples, string output, FineTuneJob job, IProgress<StepRecord>? progress,
        ILogger logger, CancellationToken cancel)
    {
        var folder = ModelPlace.FolderOf(model, nameof(model));
        var format = JobFolders.FormatOf(folder, job.PromptFormat);
        using var policy = Policy.Load(folder, format);
        policy.Model.GradientCheckpointing = job.GradientCheckpointing;
        logger.Prompts(policy.Format, format, [.. examples.Select(e => e.Question)]);
        void Save() => JobFolders.SavePolicy(output, policy, format, job.SavedType);
        var result = new SftRun(policy.Model, Encode(examples), Encode(job.Validation), job.Sft.Training, Seeds.Derive(job.Seed, "sft"))
        {
            Products = job.Dtype,
            OnResume = (from, steps) => logger.Resumed(from.Step, steps),
            OnStep = step =>
            {
                logger.Step(step.Step, step.TotalSteps, step.Loss);
                progress?.Report(step);
            },
            OnBest = job.Sft.Keep == KeptModel.Best ? _ => Save() : null,
        }.Run(job.Checkpoints, cancel);
        if (job.Sft.Keep == KeptModel.Last) Save();
        return result;

        SftExample[] Encode(IReadOnlyList<Demonstration> rows) =>
            [.. rows.Select(r => new SftExample(policy.Format.EncodePrompt(r.Question), policy.Format.EncodeCut(r.Answer, true, job.Sft.MaxAnswerTokens)))];
    }
}
