using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The miniature's prompts of one iteration of the vanilla arm: a draw from the grammar that does not look at the policy.</summary>
internal sealed class DrawVanilla(AuthorFactory authors) : Stage<DrawVanilla.In, PromptSet>
{
    /// <param name="Slice">Which iteration's worth of prompts, from 1.</param>
    /// <param name="Earlier">The arm's prompts so far: not to be drawn again.</param>
    /// <param name="More">Where a gate wants candidates beside the iteration's prompts.</param>
    public sealed record In(int Slice, IReadOnlyList<Artifact<PromptSet>> Earlier, object World, int Calls, int PromptsPerCall, MoreCandidates? More = null);

    public override StageId Id => new("draw-vanilla", 3);

    protected override async Task<PromptSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var (request, join) = await MoreCandidates.ReadAsync(new AuthorRequest
        {
            Samples = [],
            Exclude = await EarlierPrompts.ReadAsync(input.Earlier, stage, cancel),
            AuthorCalls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            Seed = Seeds.Derive(stage.Seed, input.More is null ? "vanilla" : "vanilla candidates", input.Slice),
        }, input.More, stage, cancel);
        var drawn = join(await authors.Uniform(stage.Seed).WriteAsync(request, cancel));
        foreach (var note in drawn.Notes) stage.Note(note);
        return drawn;
    }
}
