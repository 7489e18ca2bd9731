using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Section 4.3: all prompts of the vanilla arm, made once and without looking at the policy.</summary>
public sealed class VanillaPrompts(AuthorFactory authors) : Stage<VanillaPrompts.In, PromptSet>
{
    /// <param name="Pool">Where the questions come from a pool.</param>
    /// <param name="Data">Where a language model writes them: for the domains that are probed, with the few-shot questions as examples.</param>
    /// <param name="HeldOut">Null for the miniature's author, which its world keeps from what is held out.</param>
    public sealed record In(
        Artifact<EmbeddedPool>? Pool, Artifact<ExperimentData>? Data, HeldOutInput? HeldOut, VanillaSettings Vanilla, object? AuthorIdentity, int Calls, int PromptsPerCall);

    public override StageId Id => new("vanilla", 3);

    protected override async Task<PromptSet> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var pool = input.Pool is null ? null : await run.ReadAsync(input.Pool, cancel);
        var data = input.Data is null ? null : await run.ReadAsync(input.Data, cancel);
        using var heldOut = await OpenHeldOut.ReadAsync(input.HeldOut, run, cancel);
        var author = authors.Vanilla(input.Vanilla, pool, data, run.Seed);
        var written = await author.WriteAsync(new AuthorRequest
        {
            Samples = [],
            HeldOut = heldOut.Questions,
            Calls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            Seed = Seeds.Derive(run.Seed, "vanilla"),
        }, cancel);
        foreach (var note in written.Notes) run.Note(note);
        return written;
    }
}
