using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>More prompts are made than an iteration trains on; the policy answers each several times, and a part is kept.</summary>
public sealed record GateSettings : ISettingsWords<GateSettings>
{
    /// <summary>The word for no gate.</summary>
    public static IReadOnlyDictionary<string, GateSettings?> Words { get; } = new Dictionary<string, GateSettings?> { ["none"] = null };

    /// <summary>Prompts made for each that is kept.</summary>
    /// <value>prompts</value>
    [Range(2, 64)] public int Candidates { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Scored answers to each.</summary>
    /// <value>answers</value>
    [Range(2, 64)] public int Answers { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Which prompts are kept.</summary>
    public GateKeep Keep { get; init; } = GateKeep.Spread;
}
