using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Reads or makes the questions and demonstrations, and splits them.</summary>
internal sealed class PrepareData(IExperimentSource source) : Stage<PrepareData.In, ExperimentData>
{
    public sealed record In(object Source);

    public override StageId Id => new("data", 4);

    protected override Task<ExperimentData> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = source.PrepareData(stage.Seed);
        foreach (var note in data.Notes) stage.Note(note);
        return Task.FromResult(data);
    }
}
