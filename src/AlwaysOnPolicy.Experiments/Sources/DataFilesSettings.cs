using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The user's own model and data. Paths are relative to the experiment file.</summary>
public sealed record DataFilesSettings
{
    /// <summary>The model to align: a HuggingFace folder, or the owner/name of one that was fetched.</summary>
    [PathSetting(AllowsHubId = true)] public required string BaseModel { get; init; }

    /// <summary>sentence-transformers folder, or its owner/name; needed where questions are chosen by likeness.</summary>
    [PathSetting(AllowsHubId = true)] public string? Encoder { get; init; }

    public required DemonstrationSettings Demonstrations { get; init; }
    public required ProbeFileSettings Probe { get; init; }

    /// <summary>Questions to choose from; posts of the probe's smaller domains join them.</summary>
    public IReadOnlyList<DataSource> Pool { get; init; } = [];

    /// <summary>Test prompts of their own; absent: a part of the preference pairs' questions.</summary>
    public QuestionSettings? Test { get; init; }

    /// <summary>Held-out questions that the vanilla arm's language model is shown as examples; those that ask a probe or test question are left out.</summary>
    public QuestionSettings? FewShot { get; init; }

    /// <summary>May be absent where <c>reward.model</c> and <see cref="Test"/> are given.</summary>
    public PreferenceSettings? Preferences { get; init; }
}

/// <summary>Rows to fine-tune on.</summary>
public sealed record DemonstrationSettings
{
    public required DataSource Data { get; init; }

    /// <summary>Rows used; null uses all.</summary>
    [Range(1, int.MaxValue)] public int? Limit { get; init; }

    /// <summary>Rows kept apart for the validation loss.</summary>
    [Range(1, int.MaxValue)] public int Validation { get; init; } = 100;
}

/// <summary>Held-out questions by domain.</summary>
public sealed record ProbeFileSettings
{
    public required DataSource Data { get; init; }

    /// <summary>Domains with fewer posts are not probed; their posts join the pool.</summary>
    [Range(1, int.MaxValue)] public int MinPostsPerDomain { get; init; } = 15;

    /// <summary>Posts used of a domain; null uses all.</summary>
    [Range(1, int.MaxValue)] public int? MaxPostsPerDomain { get; init; }
}

/// <summary>A set of questions.</summary>
public sealed record QuestionSettings
{
    public required DataSource Data { get; init; }

    /// <summary>Questions used, drawn by lot; null uses all. The paper tests on 2,000.</summary>
    [Range(1, int.MaxValue)] public int? Limit { get; init; }
}

/// <summary>Preference pairs: one part trains and tests the reward model, the other gives the test prompts.</summary>
public sealed record PreferenceSettings
{
    public required DataSource Data { get; init; }

    /// <summary>Share of the rows for the reward model; the rest gives the test prompts. The two have no prompt in common. Without meaning where <c>files.test</c> is given.</summary>
    [Range(0.05, 0.95)] public double RewardShare { get; init; } = 0.5;

    /// <summary>Pairs trained on, at most; null uses all that are left after <see cref="HeldOutPairs"/>.</summary>
    [Range(1, int.MaxValue)] public int? TrainingPairs { get; init; }

    /// <summary>Pairs of the reward model's share on which its accuracy is measured.</summary>
    [Range(1, int.MaxValue)] public int HeldOutPairs { get; init; } = 100;

    /// <summary>Test prompts, at most: distinct questions, however many pairs each has. Null uses all of their share. The paper: 2,000.</summary>
    [Range(1, int.MaxValue)] public int? TestPrompts { get; init; } = 2000;
}
