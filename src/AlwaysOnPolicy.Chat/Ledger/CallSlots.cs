using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>How many calls of one model may stand in the ledger as sent and not yet answered: as many as the settings let be under way, however many stages
/// ask. What a kill leaves charged without an answer is no more than these.</summary>
internal static class CallSlots
{
    private static readonly ConcurrentDictionary<object, SemaphoreSlim> s_models = new();

    /// <summary>Null where calls wait for a batch, all of them at once.</summary>
    public static SemaphoreSlim? Of(ChatSettings settings) => settings.Batch ? null : s_models.GetOrAdd(
        (settings.Provider, settings.Endpoint, settings.ApiKeyVariable, settings.Model, settings.Concurrency), _ => new(settings.Concurrency));
}
