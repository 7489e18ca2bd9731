using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>A language model that an experiment asks.</summary>
/// <param name="Setting">Where its settings stand.</param>
/// <param name="Stage">The name of the stages that ask it.</param>
internal sealed record ChatUse(ChatSettings Chat, string Setting, string Stage)
{
    /// <summary>Of a model of this machine.</summary>
    public LocalChatSettings? Local { get; init; }

    /// <summary>The judge that asks it.</summary>
    public JudgeSettings? Judge { get; init; }

    public static IReadOnlyList<ChatUse> In(ExperimentSettings settings) =>
    [
        .. settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author).SelectMany(a => Of(a.AuthorIn(settings).Asked, a.AuthorIn(settings).Local,
            a.Author is null ? "author" : $"loop.arms, arm '{a.Name}', author", ChatStages.Author)),
        .. settings.Loop.Arms.Any(a => a.Prompts == PromptSource.Vanilla)
            ? Of(settings.Vanilla.Asked, settings.Vanilla.Local, "vanilla", ChatStages.Vanilla) : [],
        .. settings.Evaluation.Judges().SelectMany(j => OfJudge(j.Judge, j.Setting)),
    ];

    public static IEnumerable<ChatUse> OfJudge(JudgeSettings judge, string setting) =>
        Of(judge.Asked, judge.Local, setting, ChatStages.Judge).Select(use => use with { Judge = judge });

    private static IEnumerable<ChatUse> Of(ChatSettings? asked, LocalChatSettings? local, string setting, string stage)
    {
        if (asked is null) yield break;
        var isLocal = asked.Provider == ChatProvider.Local;
        yield return new(asked, $"{setting}.{(isLocal ? "local" : "chat")}", stage) { Local = isLocal ? local : null };
    }
}
