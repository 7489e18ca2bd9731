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
internal sealed class StageModel(ChatRunSettings chat, StageContext stage, LocalChat? local, string setting) : IDisposable
{
    private ChatCalls? _calls;
    private ServedPolicy? _policy;

    /// <param name="batches">Where batches of a service are written down; null where calls are not to go in batches.</param>
    public IChatClient Client(ChatSettings settings, string? batches = null)
    {
        _calls ??= chat.Calls(stage);
        return new UsageClient(
            local is null ? _calls.Client(settings, setting, batches)
                : local.Client(_policy ??= local.Load(stage), _calls, Seeds.Derive(stage.Seed, "local model")),
            usage => Work.Count(stage, usage));
    }

    public void Dispose()
    {
        _policy?.Dispose();
        _calls?.Dispose();
    }
}
