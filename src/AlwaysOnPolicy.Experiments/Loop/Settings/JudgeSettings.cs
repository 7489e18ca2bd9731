using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Who compares answers.</summary>
public sealed record JudgeSettings : JudgeRequestOptions
{
    /// <summary>For tables; null: a language model's name, the name of a model's folder, or the kind. No two judges have one name.</summary>
    [NotInKey] public string? Name { get; init; }

    /// <summary>Who compares.</summary>
    public JudgeKind Kind { get; init; } = JudgeKind.Reward;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: local</c>.</summary>
    [NotInKey] public LocalChatSettings? Local { get; init; }

    /// <summary>Used by <c>kind: reward</c>: scores closer than this are a tie.</summary>
    /// <value>reward</value>
    [Range(0.0, 1000.0)] public double TieMargin { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Used by <c>kind: reward</c>: a reward model of its own, its folder or owner/name, which counts by its content; null is the run's. Its scores
    /// are
    /// taken as they are, the run's are standardised.</summary>
    [PathSetting(AllowsHubId = true), NotInKey] public string? Model { get; init; }

    /// <summary>Used with <c>model</c>: its weights are held as bfloat16.</summary>
    [NotInKey] public bool Bfloat16 { get; init; }

    /// <summary>Used by <c>kind: annotations</c>: the file, which counts by its content.</summary>
    [PathSetting, NotInKey] public string? Annotations { get; init; }

    /// <summary>The share of comparisons that may stay without a verdict; with more the run stops.</summary>
    [NotInKey, Range(0.0, 1.0)] public double FailedShare { get; init => field = OptionRange.Check(this, value); } = 0.2;

    /// <summary>The language model that is asked; null where none is.</summary>
    internal ChatSettings? Asked => Kind switch { JudgeKind.Chat => Chat, JudgeKind.Local => Local?.AsChat(), _ => null };

    /// <summary>The model of this machine that judges, with its content; null where none does.</summary>
    internal LocalChat? LocalModel(string setting) => Kind == JudgeKind.Local ? LocalChat.Of(Local!, $"{setting}.local", greedy: true) : null;

    /// <summary>The name in tables.</summary>
    internal string DisplayName() => Name ?? Kind switch
    {
        JudgeKind.Chat => Chat!.Model,
        JudgeKind.Local => ModelOrigin.NameOf(Local!.Model),
        JudgeKind.Reward when Model is { } place => ModelOrigin.NameOf(place),
        JudgeKind.Annotations when Annotations is { } file => Path.GetFileNameWithoutExtension(file),
        _ => SettingsKey.WordOf(Kind),
    };
}
