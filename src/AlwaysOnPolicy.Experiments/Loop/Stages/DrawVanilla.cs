using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The miniature's prompts of one iteration of the vanilla arm: a draw from the grammar that does not look at the policy.</summary>
internal sealed class DrawVanilla(AuthorFactory authors) : Stage<DrawVanilla.In, PromptSet>
{
    /// <param name="Slice">Which iteration's worth of prompts, from 1.</param>
    /// <param name="Earlier">The arm's prompts so far: not to be drawn again.</param>
    public sealed record In(int Slice, IReadOnlyList<Artifact<PromptSet>> Earlier, object World, int Calls, int PromptsPerCall);

    public override StageId Id => new("draw-vanilla", 2);

    protected override async Task<PromptSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var drawn = await authors.Uniform(stage.Seed).WriteAsync(new AuthorRequest
        {
            Samples = [],
            Exclude = await EarlierPrompts.ReadAsync(input.Earlier, stage, cancel),
            Calls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            Seed = Seeds.Derive(stage.Seed, "vanilla", input.Slice),
        }, cancel);
        foreach (var note in drawn.Notes) stage.Note(note);
        return drawn;
    }
}
