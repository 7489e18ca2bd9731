using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Preference pairs for the reward model: people's, and in the miniature also the SFT policy's own answers, compared.</summary>
public sealed class PreparePreferences(IWorld world, ComputeSettings compute) : Stage<PreparePreferences.In, PreferenceSets>
{
    public sealed record In(
        Artifact<PolicyOutput> Sft, Artifact<ExperimentData> Data, object Source, SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => new("preferences", 3);

    protected override async Task<PreferenceSets> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var data = await run.ReadAsync(input.Data, cancel);
        using var policy = await run.LoadAsync(input.Sft, input.Format, cancel);
        var sampling = input.Sampling with { Temperature = 1 };
        return world.PreparePreferences(data, run.Seed, requests =>
            policy.Answer(requests, sampling, compute.BatchSize, done => run.Progress(done, requests.Count), cancel));
    }
}
