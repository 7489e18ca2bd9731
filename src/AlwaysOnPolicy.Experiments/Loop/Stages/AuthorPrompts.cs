using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Writes the prompts of one iteration from the scored answers: once for a whole SOP run, before every iteration of AOP.</summary>
public sealed class AuthorPrompts(AuthorFactory authors) : Stage<AuthorPrompts.In, PromptSet>
{
    /// <param name="Slice">Which iteration's worth of prompts, from 1.</param>
    /// <param name="Earlier">The arm's prompts so far: not to be written again.</param>
    /// <param name="HeldOut">Null for the miniature's author, which its world keeps from what is held out.</param>
    public sealed record In(
        Artifact<ScoredSamples> Samples, int Slice, IReadOnlyList<Artifact<PromptSet>> Earlier, Artifact<EmbeddedPool>? Pool, HeldOutInput? HeldOut, AuthorSettings Author,
        object? AuthorIdentity, int Calls, int PromptsPerCall, int QuadruplesPerDomain);

    public override StageId Id => new("author", 2);

    protected override async Task<PromptSet> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var earlier = new List<string>();
        foreach (var set in input.Earlier) earlier.AddRange((await run.ReadAsync(set, cancel)).Prompts.Select(p => p.Text));

        using var heldOut = await OpenHeldOut.ReadAsync(input.HeldOut, run, cancel);
        var author = authors.ScoreBased(input.Author, input.Pool is null ? null : await run.ReadAsync(input.Pool, cancel), run.Seed);
        var written = await author.WriteAsync(new AuthorRequest
        {
            Samples = (await run.ReadAsync(input.Samples, cancel)).Samples,
            Exclude = earlier,
            HeldOut = heldOut.Questions,
            Calls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            QuadruplesPerDomain = input.QuadruplesPerDomain,
            Seed = Seeds.Derive(run.Seed, "author", input.Slice),
        }, cancel);
        foreach (var note in written.Notes) run.Note(note);
        return written;
    }
}
