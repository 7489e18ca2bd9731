using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The language model that a stage asks, from its first call on: a service's, or one that is loaded for the stage.</summary>
/// <param name="local">Null asks a service.</param>
/// <param name="setting">Where the service's settings stand, for messages.</param>
/// <param name="counted">Whether each call's tokens count as the stage's work; false where the stage counts them itself.</param>
internal sealed class StageModel(ChatRunSettings chat, StageContext stage, LocalChat? local, string setting, bool counted = true) : IDisposable
{
    private ChatCalls? _calls;
    private ServedPolicy? _policy;

    /// <param name="batches">Where batches of a service are written down; null where calls are not to go in batches.</param>
    public IChatClient Client(ChatSettings settings, string? batches = null)
    {
        _calls ??= chat.Calls(stage);
        var client = local is null ? _calls.Client(settings, setting, batches)
            : local.Client(_policy ??= local.Load(stage), _calls, Seeds.Derive(stage.Seed, "local model"));
        return counted ? new UsageClient(client, usage => Work.Count(stage, usage)) : client;
    }

    public void Dispose()
    {
        _policy?.Dispose();
        _calls?.Dispose();
    }
}
