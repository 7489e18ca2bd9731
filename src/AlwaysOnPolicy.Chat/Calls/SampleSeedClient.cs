using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Calls;

/// <summary>Gives each request a seed of its own, by the index that whoever asks gave it: the same request gets the same answer when it is made
/// again.</summary>
internal sealed class SampleSeedClient(IChatClient inner, ulong seed) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Seeded(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Seeded(options), cancellationToken);

    private ChatOptions Seeded(ChatOptions? options)
    {
        var seeded = options?.Clone() ?? new ChatOptions();
        seeded.Seed ??= unchecked((long)Seeds.Derive(seed, "chat request", SampleIndex.Of(options)));
        return seeded;
    }
}
