using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The user's own model and data. Paths are relative to the experiment file.</summary>
public sealed record DataFilesSettings
{
    /// <summary>The model to align: a HuggingFace folder, or the owner/name of one that was fetched.</summary>
    [PathSetting(AllowsHubId = true)] public required string BaseModel { get; init => field = OptionNotNull.Check(value); }

    /// <summary>sentence-transformers folder, its owner/name, or built-in/words (likeness by shared words, without a model); needed where questions are chosen
    /// by likeness, and where probe questions have no domain.</summary>
    [PathSetting(AllowsHubId = true)] public string? Encoder { get; init; }

    /// <inheritdoc cref="DemonstrationSettings"/>
    public required DemonstrationSettings Demonstrations { get; init => field = OptionNotNull.Check(value); }

    /// <inheritdoc cref="ProbeFileSettings"/>
    public required ProbeFileSettings Probe { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Questions to choose from; posts of the probe's smaller domains join them.</summary>
    public IReadOnlyList<DataSource> Pool { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>Test prompts of their own; absent: a part of the preference pairs' questions.</summary>
    public QuestionSettings? Test { get; init; }

    /// <summary>Held-out questions that the vanilla arm's language model is shown as examples; those that ask a probe or test question are left out.</summary>
    public QuestionSettings? FewShot { get; init; }

    /// <summary>May be absent where <c>reward.model</c> and <see cref="Test"/> are given.</summary>
    public PreferenceSettings? Preferences { get; init; }

    /// <summary>All data that is named, with what it is read as and the setting that names it.</summary>
    internal IEnumerable<(DataSource Data, DataUse Use, string Setting)> Sources() =>
    [
        (Demonstrations.Data, DataUse.Demonstrations, "files.demonstrations.data"),
        (Probe.Data, DataUse.Questions, "files.probe.data"),
        .. Pool.Select((source, i) => (source, DataUse.Questions, $"files.pool[{i}]")),
        .. Test is null ? Array.Empty<(DataSource, DataUse, string)>() : [(Test.Data, DataUse.Questions, "files.test.data")],
        .. FewShot is null ? Array.Empty<(DataSource, DataUse, string)>() : [(FewShot.Data, DataUse.Questions, "files.few_shot.data")],
        .. Preferences is null ? Array.Empty<(DataSource, DataUse, string)>() : [(Preferences.Data, DataUse.Pairs, "files.preferences.data")],
    ];
}
