using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Requests;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>Looks whether the services that a run asks can be reached by its settings, before it has computed for hours.</summary>
internal static class ServiceLook
{
    /// <summary>A key that is not set is only told: what is answered already is not asked again.</summary>
    /// <param name="setting">Where the settings stand, for messages.</param>
    public static void Look(Findings findings, ChatSettings chat, string setting)
    {
        if (findings.Try(() => ChatClientFactory.Lack(chat, setting) ?? "") is { Length: > 0 } lack) findings.Say(lack);
    }
}
