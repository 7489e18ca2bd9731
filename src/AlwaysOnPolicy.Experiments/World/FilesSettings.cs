using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Settings;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>The user's own model and data. Paths are relative to the experiment file.</summary>
public sealed record FilesSettings
{
    /// <summary>HuggingFace folder of the model to align.</summary>
    [PathSetting] public required string BaseModel { get; init; }

    /// <summary>sentence-transformers folder; needed by the pool author and by the pool's vanilla pipeline.</summary>
    [PathSetting] public string? Encoder { get; init; }

    public required DemonstrationFiles Demonstrations { get; init; }
    public required ProbeFile Probe { get; init; }

    /// <summary>Questions to choose from; posts of the probe file's smaller domains join them.</summary>
    public IReadOnlyList<QuestionFile> Pool { get; init; } = [];

    public required PreferenceFile Preferences { get; init; }
}

/// <summary>Rows to fine-tune on.</summary>
public sealed record DemonstrationFiles
{
    /// <summary>JSONL in Dolly's form: instruction, context, response.</summary>
    [PathSetting] public required string File { get; init; }

    /// <summary>Rows used; 0 uses all.</summary>
    [Range(0, int.MaxValue)] public int Limit { get; init; }

    /// <summary>Rows kept apart for the validation loss.</summary>
    [Range(1, int.MaxValue)] public int Validation { get; init; } = 100;
}

/// <summary>Held-out questions by domain, in SHP's form.</summary>
public sealed record ProbeFile
{
    [PathSetting] public required string File { get; init; }

    /// <summary>Domains with fewer posts are not probed; their posts join the pool.</summary>
    [Range(1, int.MaxValue)] public int MinPostsPerDomain { get; init; } = 15;

    /// <summary>Posts used of a domain; 0 uses all.</summary>
    [Range(0, int.MaxValue)] public int MaxPostsPerDomain { get; init; }
}

/// <summary>A file of questions.</summary>
public sealed record QuestionFile
{
    [PathSetting] public required string File { get; init; }
    public QuestionFormat Format { get; init; } = QuestionFormat.Lines;
}

public enum QuestionFormat
{
    /// <summary>JSONL with a "text" (and an optional "domain").</summary>
    Lines,
    Shp,
    SelfInstruct,
    MtBench,
}

/// <summary>Preference pairs in HH-RLHF's form. One part trains and tests the reward model, the other gives the test prompts.</summary>
public sealed record PreferenceFile
{
    [PathSetting] public required string File { get; init; }

    /// <summary>Whether only dialogues of one question and one answer are used.</summary>
    public bool SingleTurnOnly { get; init; } = true;

    /// <summary>Share of the rows for the reward model; the rest gives the test prompts. The two have no prompt in common.</summary>
    [Range(0.05, 0.95)] public double RewardShare { get; init; } = 0.5;

    /// <summary>Pairs trained on, at most; 0 uses all that are left after <see cref="HeldOutPairs"/>.</summary>
    [Range(0, int.MaxValue)] public int TrainingPairs { get; init; }

    /// <summary>Pairs of the reward model's share on which its accuracy is measured.</summary>
    [Range(1, int.MaxValue)] public int HeldOutPairs { get; init; } = 100;

    /// <summary>Test prompts, at most; 0 uses all of their share. The paper: 2,000.</summary>
    [Range(0, int.MaxValue)] public int TestPrompts { get; init; } = 2000;
}
