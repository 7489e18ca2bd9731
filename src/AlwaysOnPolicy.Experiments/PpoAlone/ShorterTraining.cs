using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>A finished training of the same run's folder that differs in nothing but in having fewer steps.</summary>
/// <param name="End">Folder of the state that it ended with.</param>
internal sealed record ShorterTraining(string End, int Steps)
{
    private const int MostPasses = 100;

    /// <summary>The longest one. A stage is known by its key, so whether one is the same but for its length is asked by the key that it would have.</summary>
    /// <param name="keyOf">The key of a training.</param>
    internal static ShorterTraining? Find(RunFolder run, TrainOnPrompts.In wanted, Func<TrainOnPrompts.In, string> keyOf)
    {
        var byPasses = Enumerable.Range(1, wanted.Steps is null ? wanted.Passes - 1 : MostPasses)
            .Select(p => keyOf(wanted with { Steps = null, Passes = p })).ToHashSet();
        ShorterTraining? longest = null;
        foreach (var stage in run.FinishedStages().Where(s => s.Name == new TrainOnPrompts(new(), new()).Id.Name))
        {
            var artifact = new Artifact<PolicyOutput>(stage.Key, stage.Name);
            var steps = StepMetrics.Lines<PpoStepRecord>(run, artifact).Count();
            if (steps <= (longest?.Steps ?? 0) || steps > (wanted.Steps ?? int.MaxValue)) continue;
            if (byPasses.Contains(stage.Key) || (wanted.Steps is not null && stage.Key == keyOf(wanted with { Steps = steps })))
                longest = new(Path.Combine(run.FolderOf(artifact), PpoTraining.EndName), steps);
        }
        return longest;
    }
}
