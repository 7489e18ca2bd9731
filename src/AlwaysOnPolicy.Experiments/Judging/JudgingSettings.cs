using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Everything a file for <c>aop judge</c> can say: two files of answers, and who compares them.</summary>
public sealed record JudgingSettings
{
    internal static SettingsNames Names { get; } = new(typeof(JudgingSettings));

    /// <summary>Title of the report; null makes one of the two names.</summary>
    public string? Name { get; init; }

    /// <summary>All randomness of the run derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The answers that are measured.</summary>
    public AnswersSettings? A { get; init; }

    /// <summary>What they are measured against.</summary>
    public AnswersSettings? B { get; init; }

    /// <summary>The questions, where the files of answers have only their ids, or where only some of the answers are to be judged; null takes all questions
    /// that
    /// both files have.</summary>
    public DataSource? Prompts { get; init; }

    /// <summary>Who compares, each for itself. One that is added leaves the verdicts of the others alone.</summary>
    public IReadOnlyList<JudgeSettings> Judges { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>How language models are asked: budget, prices, log.</summary>
    public ChatRunSettings Chat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <inheritdoc cref="ComputeSettings"/>
    public ComputeSettings Compute { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Of reward models trained by this tool that keep no form of their own.</summary>
    public PromptFormatOptions PromptFormat { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Pairs of answers in the report, those first on which judges differ or a verdict turned.</summary>
    /// <value>answers</value>
    [Range(0, 10_000)] public int SampleAnswers { get; init => field = OptionRange.Check(this, value); } = 20;

    /// <summary>The judges with the settings that name them.</summary>
    internal IReadOnlyList<(JudgeSettings Judge, string Setting)> Named() => [.. Judges.Select((judge, i) => (judge, $"judges[{i}]"))];

    /// <exception cref="SettingsException">Something is missing or does not go together.</exception>
    internal void Check()
    {
        if (A is null) throw new SettingsException("No answers to measure are named: give --a, or 'a' in the settings file.");
        if (B is null) throw new SettingsException("No answers to measure against are named: give --b, or 'b' in the settings file.");
        if (Judges.Count == 0) throw new SettingsException("No judge is named: give --judge, or 'judges' in the settings file.");
        JudgeRules.Check(Named());
        foreach (var use in Named().SelectMany(j => ChatUse.OfJudge(j.Judge, j.Setting))) ChatCalls.Check(use.Chat, use.Setting, use.Stage, Chat.Options);
        foreach (var (judge, setting) in Named())
            if (judge is { Kind: JudgeKind.Reward, Model: null })
                throw new SettingsException($"{setting}.kind: reward needs a reward model here: name it in '{setting}.model'.");
    }
}
