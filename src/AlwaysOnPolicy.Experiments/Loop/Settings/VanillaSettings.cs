using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>Where the vanilla arm's prompts come from.</summary>
public sealed record VanillaSettings
{
    /// <summary>Where they come from.</summary>
    public VanillaKind Kind { get; init; } = VanillaKind.Pool;

    /// <summary>Used by <c>kind: chat</c>.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Used by <c>kind: local</c>.</summary>
    [NotInKey] public LocalChatSettings? Local { get; init; }

    /// <summary>A file of your own keywords, used by <c>kind: chat</c> and <c>kind: local</c>: a row for each, with the columns domain and keyword (JSONL,
    /// CSV, TSV or Parquet). All of a domain's are used; the language model writes those of domains that the file leaves out.</summary>
    [PathSetting] public string? Keywords { get; init; }

    /// <summary>Keywords that the language model writes for a domain. The paper: 100.</summary>
    /// <value>keywords</value>
    [Range(1, 10_000)] public int KeywordsPerDomain { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>Questions of a keyword. The paper: 20.</summary>
    /// <value>questions</value>
    [Range(1, 1_000)] public int QuestionsPerKeyword { get; init => field = OptionRange.Check(this, value); } = 20;

    /// <summary>Clusters of K-means. The paper: 11.</summary>
    /// <value>clusters</value>
    [Range(1, 1_000)] public int Clusters { get; init => field = OptionRange.Check(this, value); } = 11;

    /// <summary>Draws of K-means' first centres, of which the one that clusters best is taken.</summary>
    /// <value>draws</value>
    [Range(1, 1_000)] public int Restarts { get; init => field = OptionRange.Check(this, value); } = 10;

    /// <summary>Principal components kept before clustering.</summary>
    /// <value>dimensions</value>
    [Range(1, 4096)] public int Components { get; init => field = OptionRange.Check(this, value); } = 50;

    /// <summary>The language model that is asked; null where none is.</summary>
    internal ChatSettings? Asked => Kind switch { VanillaKind.Chat => Chat, VanillaKind.Local => Local?.AsChat(), _ => null };
}
