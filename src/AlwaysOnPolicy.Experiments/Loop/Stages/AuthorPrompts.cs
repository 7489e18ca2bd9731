using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Writes the prompts of one iteration from what is known of the policy: of the SFT policy in every iteration of SOP, of the current one in AOP. Each
/// iteration asks anew, for a slice of its own.</summary>
internal sealed class AuthorPrompts(AuthorFactory authors, ChatRunSettings chat) : Stage<AuthorPrompts.In, PromptSet>
{
    /// <param name="Signal">What the rule reads.</param>
    /// <param name="Slice">Which iteration's worth of prompts, from 1.</param>
    /// <param name="Earlier">The arm's prompts so far: not to be written again.</param>
    /// <param name="More">Where a gate wants candidates beside the iteration's prompts.</param>
    /// <param name="Local">Where a language model of this machine writes.</param>
    /// <param name="HeldOut">Null for the miniature's author, which its world keeps from what is held out.</param>
    public sealed record In(
        AuthorSignal Signal, int Slice, IReadOnlyList<Artifact<PromptSet>> Earlier, Artifact<EmbeddedPool>? Pool, HeldOutInput? HeldOut, AuthorSettings Author,
        object? AuthorIdentity, int Calls, int PromptsPerCall, int QuadruplesPerDomain, MoreCandidates? More = null,
        LocalChat? Local = null);

    public override StageId Id => new(ChatStages.Author, 6);

    protected override async Task<PromptSet> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var known = await input.Signal.ReadAsync(stage, cancel);
        if (input.Author.Placebo) known = Placebo.Of(known, stage.Seed);
        using var heldOut = await OpenHeldOut.ReadAsync(input.HeldOut, stage, cancel);
        using var model = new StageModel(chat, stage, input.Local, "author.chat");
        var author = authors.ScoreBased(input.Author, input.Local?.Settings.AsChat() ?? input.Author.Chat,
            input.Pool is null ? null : await stage.ReadAsync(input.Pool, cancel), known, stage.Seed,
            input.Slice, settings => model.Client(settings));
        var (request, join) = await MoreCandidates.ReadAsync(new AuthorRequest
        {
            Samples = known.Probes.Count > 0 ? known.Probes[^1] : [],
            Exclude = await EarlierPrompts.ReadAsync(input.Earlier, stage, cancel),
            HeldOut = heldOut.Questions,
            AuthorCalls = input.Calls,
            PromptsPerCall = input.PromptsPerCall,
            QuadruplesPerDomain = input.QuadruplesPerDomain,
            Seed = Seeds.Derive(stage.Seed, input.More is null ? "author" : "author candidates", input.Slice),
        }, input.More, stage, cancel);
        var written = join(await author.WriteAsync(request, cancel));
        foreach (var note in written.Notes) stage.Note(note);
        var rule = SettingsKey.WordOf(input.Author.Rule) + (input.Author.Placebo ? ", placebo" : "");
        return written with { Prompts = [.. written.Prompts.Select(p => p.Origin is { Rule: null } own ? p with { Origin = own with { Rule = rule } } : p)] };
    }
}

/// <summary>What is known of the policy.</summary>
internal sealed record KnownRewards(
    IReadOnlyList<IReadOnlyList<ScoredSample>> Probes, IReadOnlyList<ScoredSample> References, IReadOnlyList<PromptRollout> Rollouts, double HalfLife);
