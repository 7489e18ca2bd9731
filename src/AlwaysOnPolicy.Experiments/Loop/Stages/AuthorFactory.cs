using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The authors that the settings name.</summary>
internal sealed class AuthorFactory(ExperimentSettings settings)
{
    private const string MiniatureName = "miniature";

    /// <summary>What the miniature's authors depend on besides their own settings: it enters the keys of their stages.</summary>
    internal object? Identity => settings.World == WorldKind.Miniature ? new MiniatureSource(settings.Miniature ?? new()).DataIdentity : null;

    /// <param name="pool">Needed by <see cref="AuthorKind.Pool"/>; it gives a chat author's rule its topics.</param>
    /// <param name="asked">The language model that writes; null where none does.</param>
    /// <param name="client">Makes its client.</param>
    internal IPromptAuthor ScoreBased(AuthorSettings author, ChatSettings? asked, EmbeddedPool? pool, KnownRewards known, ulong seed, int slice,
        Func<ChatSettings, IChatClient> client)
    {
        if (asked is not null)
            return new ChatAuthor(client(asked), new() { Retries = asked },
                author.Rule == PromptRule.Paper ? null : Weights(author, pool, known, seed, slice));
        if (author.Kind == AuthorKind.Miniature)
            return author.Rule == PromptRule.Paper
                ? MiniatureAuthor.For(World(seed), author)
                : new WeightedAuthor(MiniatureName, MiniatureQuestions.Candidates(World(seed)),
                    RuleFactory.Create(author.Rule, known, s => MiniatureQuestions.Features(s.Question.Text), seed, slice));
        if (author.Rule == PromptRule.Paper)
            return new PoolAuthor(pool!.Pool, pool.Probe.ToDictionary(q => q.Question.Id, q => q.Embedding), new PoolAuthorOptions(author));
        var groups = Groups(pool!, seed);
        return new WeightedAuthor("pool", [.. pool!.Pool.Select(q => new CandidateQuestion(q.Question, groups.Of(q), q.Embedding))],
            RuleFactory.Create(author.Rule, known, Probed(pool, groups), seed, slice));
    }

    internal IPromptAuthor Uniform(ulong seed) => UniformAuthor.For(World(seed));

    /// <summary>What a language model is told: the rule's shares as they are for questions like those of the probe.</summary>
    private static PromptWeights Weights(AuthorSettings author, EmbeddedPool? pool, KnownRewards known, ulong seed, int slice)
    {
        Func<ScoredSample, QuestionFeatures> features = pool is null ? s => new(s.Domain, []) : Probed(pool, Groups(pool, seed));
        return RuleFactory.Create(author.Rule, known, features, seed, slice).Weigh([.. known.Probes[^1].DistinctBy(s => s.QuestionId).Select(features)]);
    }

    private static EmbeddedGroups Groups(EmbeddedPool pool, ulong seed) =>
        EmbeddedGroups.Fit(pool.Probe, new(), Seeds.Derive(seed, "question groups"));

    private static Func<ScoredSample, QuestionFeatures> Probed(EmbeddedPool pool, EmbeddedGroups groups)
    {
        var features = pool.Probe.ToDictionary(q => q.Question.Id, groups.Of, StringComparer.Ordinal);
        return s => features[s.QuestionId];
    }

    private MiniatureWorld World(ulong seed) => MiniatureWorld.Create(settings.Miniature ?? new(), seed);
}
