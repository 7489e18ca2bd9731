using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Local;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Models.Text;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A language model of this machine as a stage's input.</summary>
internal sealed record LocalChat(InputFiles Model, LocalChatSettings Settings)
{
    /// <param name="setting">Where the settings stand: "author.local".</param>
    /// <param name="greedy">Whether the likeliest tokens are asked for.</param>
    /// <exception cref="SettingsException">There is no such model.</exception>
    public static LocalChat Of(LocalChatSettings settings, string setting, bool greedy = false) => new(ModelPlace.Of(settings.Model, $"{setting}.model"),
        settings with { Sampling = OptionsInUse.Of(settings.Sampling with { Greedy = greedy || settings.Sampling.Greedy }) });

    /// <summary>Loads it; the caller disposes of it.</summary>
    /// <exception cref="DataException">It was changed since the run began.</exception>
    public ServedPolicy Load(StageContext stage)
    {
        var folder = Model.CheckedPath();
        var policy = stage.Load(folder, Format(folder, Settings), Settings.Dtype);
        policy.Model.Deterministic = true;   // who asks beside whom is chance
        var limits = new ServingLimits { Batch = new() { MaxRows = Settings.Concurrency } };
        return new(policy, limits with { Waiting = limits.Waiting + Settings.Concurrency });
    }

    /// <summary>A client for it whose answers are in the ledger, known by the model's content and by how it is asked.</summary>
    public IChatClient Client(ServedPolicy policy, ChatCalls calls, ulong seed) => calls.Over(
        new PolicyChatClient(policy, Settings.Sampling, Settings.AsChat().Model, Settings.Concurrency),
        Settings.AsChat() with { Model = ContentKey.Of(this) }, seed);

    /// <summary>Of the requests, which are whole or not at all.</summary>
    internal static PromptFormatOptions Format(string folder, LocalChatSettings settings)
    {
        var own = PolicyForm.TryRead(folder) ?? new PromptFormatOptions();
        return settings.Template is { } template ? own with { Template = template } : own;
    }
}
