using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Reads the prompts of a run of PPO alone.</summary>
public sealed class ReadPrompts : Stage<ReadPrompts.In, PromptList>
{
    /// <param name="Most">Keeps the first so many; null keeps all.</param>
    public sealed record In(DataInput Prompts, int? Most);

    public override StageId Id => new("prompts", 3);

    protected override Task<PromptList> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var set = DataSets.ReadQuestions(input.Prompts);
        foreach (var note in set.Notes) stage.Note(note);
        return Task.FromResult(new PromptList([.. set.Rows.Take(input.Most ?? int.MaxValue).Select(r => r.Question)]));
    }
}
