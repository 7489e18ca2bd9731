using AlwaysOnPolicy.Chat.Requests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Batching;

/// <summary>Clients for work whose calls do not wait for one another.</summary>
public static class BatchedChat
{
    /// <summary>A client that sends batches where the settings say so, else the usual one (<see cref="ChatClientFactory"/>).</summary>
    /// <param name="setting">Where the settings stand in the experiment's file, for messages.</param>
    /// <param name="folder">Where batches are written down; it need not exist. Another client of the same folder goes on with them.</param>
    /// <exception cref="SettingsException">As for the usual client, or batches are asked of a provider that has no such interface.</exception>
    public static IChatClient Create(ChatSettings settings, string setting, string folder) => Create(settings, setting, folder, TimeProvider.System);

    /// <summary>How many calls may be under way at once: all where they shall be one batch.</summary>
    /// <param name="usual">Where they go one by one.</param>
    public static int Concurrency(ChatSettings settings, int usual) => settings.Batch ? int.MaxValue : usual;

    /// <summary>Whether a provider may have OpenAI's batch interface; a compatible service's own word comes with its first batch.</summary>
    public static bool Supports(ChatProvider provider) => provider is ChatProvider.OpenAi or ChatProvider.Compatible;

    /// <param name="time">By which no request must come for a while before those that have come are sent.</param>
    internal static IChatClient Create(ChatSettings settings, string setting, string folder, TimeProvider time)
    {
        var client = ChatClientFactory.Create(settings, setting);
        if (!settings.Batch) return client;
        if (Supports(settings.Provider))
            return new BatchChatClient(client, new BatchService(settings, setting), settings, folder, time);
        client.Dispose();
        throw new SettingsException(
            $"'{setting}.batch' is of services with OpenAI's batch interface (open_ai, compatible), and {settings.Provider} is none: leave it out.");
    }
}
