using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Preference pairs for the reward model: people's, or in the miniature also the SFT policy's own answers, compared.</summary>
internal sealed class PreparePreferences(IExperimentSource source, ComputeSettings compute) : Stage<PreparePreferences.In, PreferenceSets>
{
    /// <param name="Made">Null where the pairs are people's, read with the data.</param>
    public sealed record In(Artifact<ExperimentData> Data, Making? Made);

    /// <summary>What pairs are made with.</summary>
    public sealed record Making(object Source, PolicyInput Sft, SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => compute.Computed("preferences", 3);

    protected override StageReach ReachOf(In input) => input.Made is null ? StageReach.Here : StageReach.Anywhere;

    protected override async Task<PreferenceSets> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        if (input.Made is not { } made) return data.Preferences;
        using var policy = stage.Load(made.Sft, made.Format, compute);
        return source.PreparePreferences(data, stage.Seed, requests =>
            stage.Answer(policy, requests, made.Sampling, compute, cancel));
    }
}
