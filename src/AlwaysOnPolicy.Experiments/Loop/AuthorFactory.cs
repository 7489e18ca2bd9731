using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Settings;
using AlwaysOnPolicy.Experiments.Stages;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The authors that the settings name.</summary>
public sealed class AuthorFactory(ExperimentSettings settings)
{
    /// <summary>What the authors depend on besides their own settings: it enters the keys of their stages.</summary>
    internal object? Identity => settings.World == WorldKind.Miniature ? settings.Miniature ?? new() : null;

    /// <param name="pool">Needed by <see cref="AuthorKind.Pool"/>.</param>
    internal IPromptAuthor ScoreBased(AuthorSettings author, EmbeddedPool? pool, ulong seed) => author.Kind switch
    {
        AuthorKind.Miniature => MiniatureAuthor.For(World(seed), author.Tau, author.UniformMix),
        AuthorKind.Chat => new ChatAuthor(ChatClientFactory.Create(author.Chat!, "author.chat")),
        _ => new PoolAuthor([.. pool!.Pool.Select(q => new PoolQuestion(q.Id, q.Text, q.Domain, q.Embedding))],
            pool.Probe.ToDictionary(q => q.Id, q => q.Embedding),
            new PoolAuthorOptions { Tau = author.Tau, UniformMix = author.UniformMix }),
    };

    /// <param name="pool">Needed by <see cref="VanillaKind.Pool"/>.</param>
    /// <param name="domains">Those that are probed; needed by <see cref="VanillaKind.Chat"/>.</param>
    internal IPromptAuthor Vanilla(VanillaSettings vanilla, EmbeddedPool? pool, IReadOnlyList<string>? domains, ulong seed)
    {
        switch (vanilla.Kind)
        {
            case VanillaKind.Miniature:
                return UniformAuthor.For(World(seed));
            case VanillaKind.Chat:
                var writer = new QuestionWriter(ChatClientFactory.Create(vanilla.Chat!, "vanilla.chat"), vanilla.Chat!.Model, domains!, vanilla.KeywordsPerDomain, vanilla.QuestionsPerKeyword);
                return new VanillaAuthor(writer.WriteAsync, Embed, vanilla.Clusters, vanilla.Components);
            default:
                var embeddings = pool!.Pool.DistinctBy(q => q.Text).ToDictionary(q => q.Text, q => q.Embedding);
                var questions = new VanillaQuestions([.. pool.Pool.Select(q => new VanillaQuestion(q.Text, q.Domain, "pool"))], []);
                return new VanillaAuthor(_ => Task.FromResult(questions), (texts, _) => [.. texts.Select(t => embeddings[t])], vanilla.Clusters, vanilla.Components);
        }
    }

    private MiniatureWorld World(ulong seed) => MiniatureWorld.Create(settings.Miniature ?? new(), seed);

    private float[][] Embed(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        using var encoder = SentenceEncoder.Load(ModelPlace.FolderOf(settings.Files!.Encoder!, "files.encoder"));
        return encoder.Encode(texts, cancel: cancel);
    }
}
