using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Looks whether the services that a run asks can be reached by its settings, before it has computed for hours.</summary>
internal static class ServiceLook
{
    /// <summary>A key that is not set is only told: what is answered already is not asked again.</summary>
    /// <param name="local">A model of this machine, which is asked in place of a service.</param>
    /// <param name="setting">Where the settings stand, for messages.</param>
    public static void Look(Findings findings, ChatSettings chat, LocalChatSettings? local, string setting)
    {
        if (local is not null)
        {
            findings.Try(() => LookAt(local, setting));
            return;
        }
        if (findings.Try(() => ChatClientFactory.Lack(chat, setting) ?? "") is { Length: > 0 } lack) findings.Say(lack);
    }

    private static PolicyLook LookAt(LocalChatSettings local, string setting)
    {
        var folder = ModelPlace.FolderOf(local.Model, $"{setting}.model");
        var look = PolicyLook.At(folder, LocalChat.Format(folder, local));
        if (local.Sampling.MaxNewTokens >= look.Positions)
            throw new SettingsException($"{setting}.sampling.max_new_tokens is {local.Sampling.MaxNewTokens}, and the model has {look.Positions} positions " +
                "for requests and answers together: lower it.");
        return look;
    }
}
