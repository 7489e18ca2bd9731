using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>A language model that an experiment asks.</summary>
/// <param name="Setting">Where its settings stand.</param>
/// <param name="Stage">The name of the stages that ask it.</param>
internal sealed record ChatUse(ChatSettings Chat, string Setting, string Stage)
{
    /// <summary>The judge that asks it.</summary>
    public JudgeSettings? Judge { get; init; }

    public static IReadOnlyList<ChatUse> In(ExperimentSettings settings) =>
    [
        .. settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author && a.AuthorIn(settings).Kind == AuthorKind.Chat)
            .Select(a => new ChatUse(a.AuthorIn(settings).Chat!, a.Author is null ? "author.chat" : $"loop.arms, arm '{a.Name}', author.chat",
                ChatStages.Author)),
        .. settings.Vanilla.Kind == VanillaKind.Chat && settings.Loop.Arms.Any(a => a.Prompts == PromptSource.Vanilla)
            ? [new ChatUse(settings.Vanilla.Chat!, "vanilla.chat", ChatStages.Vanilla)] : Array.Empty<ChatUse>(),
        .. settings.Evaluation.Judges().Where(j => j.Judge.Kind == JudgeKind.Chat)
            .Select(j => new ChatUse(j.Judge.Chat!, $"{j.Setting}.chat", ChatStages.Judge) { Judge = j.Judge }),
    ];
}
