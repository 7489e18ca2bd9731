using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The authors that the settings name.</summary>
public sealed class AuthorFactory(ExperimentSettings settings)
{
    /// <summary>What the miniature's authors depend on besides their own settings: it enters the keys of their stages.</summary>
    internal object? Identity => settings.World == WorldKind.Miniature ? new MiniatureSource(settings.Miniature ?? new()).DataIdentity : null;

    /// <param name="pool">Needed by <see cref="AuthorKind.Pool"/>.</param>
    internal IPromptAuthor ScoreBased(AuthorSettings author, EmbeddedPool? pool, ulong seed) => author.Kind switch
    {
        AuthorKind.Miniature => MiniatureAuthor.For(World(seed), author.Tau, author.UniformMix),
        AuthorKind.Chat => new ChatAuthor(ChatClientFactory.Create(author.Chat!, "author.chat")),
        _ => new PoolAuthor([.. pool!.Pool.Select(q => new PoolQuestion(q.Id, q.Text, q.Domain, q.Embedding))],
            pool.Probe.ToDictionary(q => q.Id, q => q.Embedding),
            new PoolAuthorOptions { Tau = author.Tau, UniformMix = author.UniformMix }),
    };

    internal IPromptAuthor Uniform(ulong seed) => UniformAuthor.For(World(seed));

    private MiniatureWorld World(ulong seed) => MiniatureWorld.Create(settings.Miniature ?? new(), seed);
}
