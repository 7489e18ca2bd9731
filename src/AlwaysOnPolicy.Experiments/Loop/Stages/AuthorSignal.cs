using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>What an author's rule reads, as a stage's input.</summary>
/// <param name="Probes">The scored answers to the probe questions, the newest last; of the rule paper the newest alone.</param>
/// <param name="References">People's scored answers to them; null where the rule does not read them.</param>
/// <param name="Trained">The arm's iterations of PPO so far, for the rule bandit.</param>
/// <param name="HalfLife">In iterations; null where nothing is pooled.</param>
internal sealed record AuthorSignal(
    IReadOnlyList<Artifact<ScoredSamples>> Probes, Artifact<ScoredSamples>? References, IReadOnlyList<Artifact<PolicyOutput>> Trained, double? HalfLife)
{
    internal async Task<KnownRewards> ReadAsync(StageContext stage, CancellationToken cancel)
    {
        var probes = new List<IReadOnlyList<ScoredSample>>();
        foreach (var probe in Probes) probes.Add((await stage.ReadAsync(probe, cancel)).Samples);
        IReadOnlyList<ScoredSample> references = References is null ? [] : (await stage.ReadAsync(References, cancel)).Samples;
        PromptRollout[] rollouts = [.. Trained.SelectMany((t, i) => PromptRollouts.Read(stage.FolderOf(t), i + 1))];
        return new(probes, references, rollouts, HalfLife ?? 1);
    }
}
