using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Rules between the settings of judges.</summary>
internal static class JudgeRules
{
    /// <summary>Two judges that are asked the same would give one result twice, which agrees with itself.</summary>
    /// <param name="judges">Each with the key of its verdicts on the same answers.</param>
    /// <exception cref="SettingsException">Two judges differ in no more than their names.</exception>
    public static void RequireDistinct(IReadOnlyList<(string Name, string Key)> judges)
    {
        if (judges.GroupBy(j => j.Key).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new SettingsException($"The judges '{string.Join("' and '", same.Select(j => j.Name))}' are one judge under several names, whose verdicts " +
                "are the same: name it once.");
    }

    /// <param name="judges">Each with the setting that names it.</param>
    /// <param name="refused">Kinds that cannot be here, and why.</param>
    /// <exception cref="SettingsException">The first rule that is broken, with its setting.</exception>
    public static void Check(IReadOnlyList<(JudgeSettings Judge, string Setting)> judges, params (JudgeKind Kind, string Why)[] refused)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (judge, setting) in judges)
        {
            foreach (var (_, why) in refused.Where(r => r.Kind == judge.Kind))
                throw new SettingsException($"{setting}.kind: {SettingsKey.WordOf(judge.Kind)} {why}.");
            if (judge.Kind == JudgeKind.Chat && judge.Chat is null) throw new SettingsException($"{setting}.kind: chat needs a section '{setting}.chat'.");
            if (judge.Kind == JudgeKind.Local && judge.Local is null)
                throw new SettingsException($"{setting}.kind: local needs a section '{setting}.local'.");
            if (judge is { Kind: JudgeKind.Chat, Chat: { Batch: true } chat } && !BatchedChat.Supports(chat.Provider))
                throw new SettingsException($"{setting}.chat.batch: true is of services with OpenAI's batch interface (open_ai, compatible): leave it out, " +
                    "or choose one of them.");
            if (judge.Model is not null && judge.Kind != JudgeKind.Reward)
                throw new SettingsException($"{setting}.model is a reward model's: it goes with kind: reward. A language " +
                    $"model is named in '{setting}.chat' or '{setting}.local'.");
            if (judge.Kind == JudgeKind.Annotations != judge.Annotations is not null)
                throw new SettingsException($"{setting}.annotations names an annotation file, and goes with kind: annotations alone.");
            if (string.IsNullOrWhiteSpace(judge.DisplayName())) throw new SettingsException($"{setting}.name is empty: give a name, or leave it out.");
            if (!names.Add(judge.DisplayName()))
                throw new SettingsException($"Two judges have the name '{judge.DisplayName()}': give {setting} a name of its own ({setting}.name).");
        }
    }
}
