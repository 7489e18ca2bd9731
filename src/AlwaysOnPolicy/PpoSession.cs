using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>A policy with what PPO needs beside it.</summary>
internal sealed class PpoSession : IDisposable
{
    private const string Average = "-ema";
    private readonly PpoJob _job;
    private readonly ILogger _logger;
    private readonly PromptFormatOptions _format;
    private readonly Policy? _reference;
    private readonly ValueHead _head;
    private readonly PpoTrainer _trainer;

    private PpoSession(Policy policy, Policy? reference, ValueHead head, PpoTrainer trainer, PpoJob job, PromptFormatOptions format, ILogger logger) =>
        (Policy, _reference, _head, _trainer, _job, _format, _logger) = (policy, reference, head, trainer, job, format, logger);

    public Policy Policy { get; }

    public static PpoSession Open(string model, PpoJob job, ILogger logger)
    {
        job.Ppo.Check();
        var folder = ModelPlace.FolderOf(model, nameof(model));
        var format = JobFolders.FormatOf(folder, job.PromptFormat);
        Policy? policy = null, reference = null;
        ValueHead? head = null;
        try
        {
            policy = Policy.Load(folder, format);
            policy.Model.MultiplyIn(job.Dtype);
            policy.Model.GradientCheckpointing = job.GradientCheckpointing;
            if (job.Ppo.Lora is { } lora) LoraAdapter.Attach(policy.Model, lora, Seeds.Derive(job.Seed, "lora"));
            else reference = Policy.Load(folder, format, job.Dtype);
            head = ValueHeadFile.LoadOrNew(folder, policy.Model.HiddenSize);
            return new(policy, reference, head, new PpoTrainer(policy.Model, head, reference?.Model, job.Ppo, policy.PadId), job, format, logger);
        }
        catch
        {
            ((IDisposable?)head)?.Dispose();
            reference?.Dispose();
            policy?.Dispose();
            throw;
        }
    }

    /// <returns>What is wrong where so many prompts make no step; null where they make one.</returns>
    public static string? TooFew(int prompts, PpoJob job)
    {
        var rollouts = (long)prompts * job.Run.Passes * job.Ppo.AnswersPerPrompt;
        return prompts > 0 && (job.Run.Steps is not null || rollouts >= job.Ppo.BatchSize)
            ? null
            : $"{prompts} prompts make {rollouts} rollouts (PpoRunOptions.Passes = {job.Run.Passes}), fewer than one step's (PpoOptions.BatchSize = " +
                $"{job.Ppo.BatchSize}): give more prompts, or set PpoRunOptions.Steps or a smaller batch.";
    }

    /// <exception cref="ArgumentException">There are too few prompts for one step.</exception>
    public async Task<PpoResult> TrainAsync(IReadOnlyList<Question> prompts, IRewardModel reward, Action<PpoStepRecord>? told, CancellationToken cancel)
    {
        if (TooFew(prompts.Count, _job) is { } complaint) throw new ArgumentException(complaint, nameof(prompts));
        _logger.Prompts(Policy.Format, _format, [.. prompts.Select(p => p.Text)]);
        var watch = new PpoWatch(_job.Ppo, _job.Run.Sampling);
        return await new PpoRun(Policy, reward, prompts, _trainer, _job.Run, Seeds.Derive(_job.Seed, "ppo"))
        {
            OnResume = (from, steps) => _logger.Resumed(from.Step, steps),
            OnStep = step =>
            {
                _logger.PpoStep(step.Step, step.TotalSteps, step.RewardMean, step.Kl);
                foreach (var warning in watch.Look(step)) _logger.Warn(warning);
                told?.Invoke(step);
            },
        }.RunAsync(_job.Checkpoints, cancel);
    }

    /// <summary>What <see cref="Save(string)"/> writes beside the policy: ends of the folders' names.</summary>
    public static string[] Beside(PpoOptions ppo)
    {
        var adapter = JobFolders.Beside(ppo.Lora);
        return ppo.EmaDecay > 0 && ppo.EmaUse == EmaUse.Beside ? [.. adapter, Average, .. adapter.Select(end => Average + end)] : adapter;
    }

    /// <summary>Writes the policy; its moving average in its place or beside it, as the options say.</summary>
    public void Save(string output)
    {
        var averages = _job.Ppo.EmaDecay > 0;
        Save(output, averages && _job.Ppo.EmaUse == EmaUse.Output);
        if (averages && _job.Ppo.EmaUse == EmaUse.Beside) Save($"{Path.TrimEndingDirectorySeparator(output)}{Average}", averaged: true);
    }

    public void Dispose()
    {
        _trainer.Dispose();
        ((IDisposable)_head).Dispose();
        _reference?.Dispose();
        Policy.Dispose();
    }

    private void Save(string folder, bool averaged)
    {
        using var average = averaged ? _trainer.UseAverage() : null;
        JobFolders.SavePolicy(folder, Policy, _format, _job.SavedType, _head);
    }
}
