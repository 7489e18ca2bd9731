using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Reads the prompts of a run of PPO alone.</summary>
internal sealed class ReadPrompts : Stage<ReadPrompts.In, PromptList>
{
    /// <param name="Most">Keeps the first so many; null keeps all.</param>
    /// <param name="HeldOut">Of these, drawn by lot, so many are kept from the training; null keeps as many as <see cref="SampleSettings.HeldOut"/>
    /// says.</param>
    public sealed record In(DataInput Prompts, int? Most, int? HeldOut);

    public override StageId Id => new("prompts", 4);

    protected override Task<PromptList> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var set = DataSets.ReadQuestions(input.Prompts);
        foreach (var note in set.Notes) stage.Note(note);
        Question[] prompts = [.. set.Rows.Take(input.Most ?? int.MaxValue).Select(r => r.Question)];
        var count = SampleSettings.HeldOutOf(input.HeldOut, prompts.Length);
        var drawn = SeededRandom.For(stage.Seed, "held-out prompts").Permutation(prompts.Length).Take(count).ToHashSet();
        if (count > 0) stage.Note($"{count} of the {prompts.Length} prompts are kept from the training, and the samples before and after are drawn from them " +
            "(samples.held_out).");
        return Task.FromResult(new PromptList([.. prompts.Where((_, i) => !drawn.Contains(i))], [.. prompts.Where((_, i) => drawn.Contains(i))]));
    }
}
