using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A data set on disk.</summary>
public sealed record DataSource
{
    /// <summary>A file, plain or packed as gzip or zstd; "*" in any of its parts stands for any text, as in shp/*/train.json. Or a file of a data set that
    /// <c>aop data fetch</c> brought, as hf://datasets/stanfordnlp/SHP/*/train.json; behind the name, @ and a revision.</summary>
    [PathSetting(AllowsHubAddress = true), NotInKey] public required string Path { get; init => field = OptionNotNull.Check(value); }

    /// <summary>How the file is laid out.</summary>
    public DataFormat Format { get; init; } = DataFormat.Jsonl;

    /// <summary>For <see cref="DataFormat.Jsonl"/>, <see cref="DataFormat.Csv"/> and <see cref="DataFormat.Parquet"/>.</summary>
    public DataColumns Columns { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>For <see cref="DataFormat.HhRlhf"/>: leaves out dialogues in which the human speaks more than once.</summary>
    public bool SingleTurnOnly { get; init; }

    /// <summary>For <see cref="DataFormat.HhRlhf"/>.</summary>
    public DialogueText Dialogue { get; init; } = DialogueText.Whole;

    /// <summary>Keeps the first so many pairs of a post or question, lest a few with many answers outweigh the others; null keeps all.</summary>
    /// <value>pairs</value>
    [Range(1, int.MaxValue)] public int? MaxPairsPerQuestion { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Share (0-1) of the rows that may be unusable: empty where a text is needed, or odd in form. They are left out and counted; more end the
    /// run.</summary>
    [Range(0.0, 1.0), NotInKey] public double MaxOddShare { get; init => field = OptionRange.Check(this, value); } = 0.5;

    /// <summary>The ending of a file's name with its dot, in lower case; one that says how the file is packed is passed over.</summary>
    public static string Ending(string path) => PackedFile.Ending(path);

    /// <summary>Whether <see cref="Columns"/> is read.</summary>
    internal bool HasNamedColumns => Format is DataFormat.Jsonl or DataFormat.Csv or DataFormat.Parquet;
}
