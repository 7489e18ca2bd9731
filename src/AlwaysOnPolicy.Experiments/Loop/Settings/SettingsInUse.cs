namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>
/// Gives what the chosen kind does not read its default, before the settings become a stage's input: no key then holds a setting that changes nothing, and
/// no stage can read one that its key does not hold.
/// </summary>
internal static class SettingsInUse
{
    private static readonly AuthorSettings s_author = new();
    private static readonly JudgeSettings s_judge = new();

    public static AuthorSettings Of(AuthorSettings author)
    {
        var used = s_author with { Kind = author.Kind, Rule = author.Rule, Placebo = author.Placebo };
        if (author.Kind == AuthorKind.Chat) return used with { Chat = author.Chat };
        if (author.Kind == AuthorKind.Local) return used;   // the model is an input beside it
        return author.Rule == PromptRule.Paper ? used with { Tau = author.Tau, UniformMix = author.UniformMix } : used;
    }

    /// <summary>Its patience with failures stays, which is in no key; a model of its own is an input beside it.</summary>
    public static JudgeSettings Of(JudgeSettings judge)
    {
        var used = s_judge with { Kind = judge.Kind, FailuresInARow = judge.FailuresInARow, FailedShare = judge.FailedShare };
        return judge.Kind switch
        {
            JudgeKind.Chat => used with { Chat = judge.Chat, Orders = judge.Orders, Reasoning = judge.Reasoning },
            JudgeKind.Local => used with { Orders = judge.Orders, Reasoning = judge.Reasoning },
            JudgeKind.Reward => used with { TieMargin = judge.TieMargin },
            _ => used,
        };
    }
}
