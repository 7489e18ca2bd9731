using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Section 4.3: all prompts of the vanilla arm, made once and without looking at the policy.</summary>
public sealed class VanillaPrompts(AuthorFactory authors) : Stage<VanillaPrompts.In, PromptSet>
{
    public sealed record In(Artifact<EmbeddedPool>? Pool, VanillaSettings Vanilla, object? AuthorIdentity, int Calls, int PromptsPerCall);

    public override StageId Id => new("vanilla", 1);

    protected override async Task<PromptSet> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var author = authors.Vanilla(input.Vanilla, input.Pool is null ? null : await run.ReadAsync(input.Pool, cancel), run.Seed);
        var written = await author.WriteAsync(new AuthorRequest
        {
            Samples = [],
            Calls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            Seed = Seeds.Derive(run.Seed, "vanilla"),
        }, cancel);
        foreach (var note in written.Notes) run.Note(note);
        return written;
    }
}
