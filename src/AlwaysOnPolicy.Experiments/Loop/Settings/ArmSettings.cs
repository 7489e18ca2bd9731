using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>One way of coming by prompts. Written as vanilla, sop or aop, or as a group with a name of the user's own.</summary>
public sealed record ArmSettings : ISettingsWords<ArmSettings>
{
    /// <summary>Prompts that are made without a look at the policy.</summary>
    public static ArmSettings Vanilla { get; } = new() { Name = "vanilla", Prompts = PromptSource.Vanilla, When = PromptTiming.Never };

    /// <summary>Starts-On-Policy: the author looks at the SFT policy alone.</summary>
    public static ArmSettings Sop { get; } = new() { Name = "sop", When = PromptTiming.Once };

    /// <summary>Always-On-Policy: the author looks at the current policy before every iteration.</summary>
    public static ArmSettings Aop { get; } = new() { Name = "aop", When = PromptTiming.Always };

    /// <summary>The arms that a word alone names.</summary>
    public static IReadOnlyDictionary<string, ArmSettings?> Words { get; } =
        new Dictionary<string, ArmSettings?> { [Vanilla.Name] = Vanilla, [Sop.Name] = Sop, [Aop.Name] = Aop };

    /// <summary>Lower-case letters, digits and '-'.</summary>
    public required string Name { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Where its prompts come from.</summary>
    public PromptSource Prompts { get; init; } = PromptSource.Author;

    /// <summary>When the policy is looked at for its prompts, by the author and by the gate; null: always, and never by vanilla.</summary>
    public PromptTiming? When { get; init; }

    /// <summary>How the author weighs what could be asked; null is that of the author's settings.</summary>
    public PromptRule? Rule { get; init; }

    /// <summary>What is measured for its author; null is the experiment's.</summary>
    public ProbingSettings? Probe { get; init; }

    /// <summary>Null, or the word none: every prompt is trained on. The candidates are answered by the policy that the author looks at; by the current one for
    /// vanilla.</summary>
    public GateSettings? Gate { get; init; }

    /// <summary>An author of its own; null is the experiment's.</summary>
    public AuthorSettings? Author { get; init; }

    /// <summary>Its author in an experiment, with the rule that counts.</summary>
    internal AuthorSettings AuthorIn(ExperimentSettings settings)
    {
        var author = Author ?? settings.Author;
        return author with { Rule = Rule ?? author.Rule };
    }

    internal ProbingSettings ProbeIn(ExperimentSettings settings) => Probe ?? settings.Probe;
}
