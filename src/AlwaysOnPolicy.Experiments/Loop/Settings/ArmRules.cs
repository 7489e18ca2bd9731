using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Rules between the settings of the arms and those of the experiment.</summary>
internal static partial class ArmRules
{
    /// <exception cref="SettingsException">The first rule that is broken, with arm and key.</exception>
    public static void Check(ExperimentSettings settings)
    {
        var arms = settings.Loop.Arms;
        if (arms.Count == 0) throw new SettingsException("loop.arms names no arm: choose among vanilla, sop and aop, or give one of your own: { name: …, " +
            "prompts: …, when: … }.");
        CheckAuthor(settings, settings.Author, "author");
        foreach (var (arm, place) in arms.Select((a, i) => (a, i)))
        {
            if (!Name().IsMatch(arm.Name) || arm.Name == Sft)
                throw new SettingsException(
                    $"loop.arms[{place}].name is '{arm.Name}': a name is lower-case letters and digits, joined by '-', and not '{Sft}', which is where all " +
                    "arms start.");
            if (arms.Take(place).Any(a => a.Name == arm.Name)) throw new SettingsException($"loop.arms names the arm '{arm.Name}' twice: give each a name of " +
                "its own.");
            Check(settings, arm);
        }
    }

    private const string Sft = "sft";

    private static void Check(ExperimentSettings settings, ArmSettings arm)
    {
        void Require(bool holds, string key, string otherwise)
        {
            if (!holds) throw new SettingsException($"loop.arms, arm '{arm.Name}', {key}: {otherwise}");
        }
        if (arm.Prompts == PromptSource.Vanilla)
        {
            Require(arm.When is null or PromptTiming.Never, "when", "vanilla prompts are made without a look at the policy; leave it out, or take prompts: " +
                "author.");
            Require(arm.Rule is null, "rule", "vanilla prompts follow none; leave it out, or take prompts: author.");
            Require(arm.Author is null, "author", "vanilla prompts have none; leave it out, or take prompts: author.");
            Require(arm.Probe is null, "probe", "vanilla prompts need none; leave it out, or take prompts: author.");
            return;
        }
        Require(arm.When != PromptTiming.Never, "when", "an author looks at the policy: take once or always, or prompts: vanilla.");
        if (arm.Author is not null) CheckAuthor(settings, arm.Author, $"loop.arms, arm '{arm.Name}', author");
        var author = arm.AuthorIn(settings);
        Require(arm.ProbeIn(settings) is not { Scored: null, ScoredLast: not null }, "probe.scored_last", "it is of the file that probe.scored names: name " +
            "one, or leave it out.");
        if (arm.ProbeIn(settings) is { Scored: not null })
        {
            Require(author.Rule == PromptRule.Paper, "probe.scored", "only the rule paper reads answers alone: take it, or leave probe.scored out.");
            Require(arm.When == PromptTiming.Once || settings.Loop.Iterations == 1, "probe.scored", "a file has the answers of one policy, and this arm " +
                "looks at a new one before each iteration: set loop.iterations to 1, or when to once.");
        }
        if (author.Rule == PromptRule.Bandit)
        {
            Require(arm.When != PromptTiming.Once, "when", "the rule bandit learns from the rollouts of each iteration: take always, or another rule.");
            Require(author.Kind is not (AuthorKind.Chat or AuthorKind.Local), "rule", "bandit reads no answers that a language model could be shown: " +
                "take another rule, or author.kind pool or miniature.");
        }
        Require(author.Rule is not (PromptRule.Shortfall or PromptRule.ShortfallHalf) || settings.World == WorldKind.Miniature
            || ReferenceAnswers.AreIn(settings.Files!.Probe.Data.Format),
            "rule", $"{SettingsKey.WordOf(author.Rule)} is the distance to people's answers, and probe questions of the format " +
            $"{(settings.Files is { } files ? SettingsKey.WordOf(files.Probe.Data.Format) : "")} bring none: take the rule paper or bandit, or " +
            $"probe questions of the format {ReferenceAnswers.Formats}.");
    }

    private static void CheckAuthor(ExperimentSettings settings, AuthorSettings author, string place)
    {
        var miniature = settings.World == WorldKind.Miniature;
        if (!miniature && author.Kind == AuthorKind.Miniature)
            throw new SettingsException($"{place}.kind: miniature needs world: miniature; choose " +
            "pool, chat or local.");
        if (miniature && author.Kind == AuthorKind.Pool)
            throw new SettingsException($"{place}.kind: pool needs world: files; choose miniature, chat or local.");
        if (author.Kind == AuthorKind.Chat && author.Chat is null) throw new SettingsException($"{place}.kind: chat needs a section '{place}.chat'.");
        if (author.Kind == AuthorKind.Local && author.Local is null) throw new SettingsException($"{place}.kind: local needs a section '{place}.local'.");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();
}
