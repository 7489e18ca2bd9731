using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>How records are laid out. Each of them may come as JSONL, as a JSON array, as CSV or TSV (by the file's ending) and as Parquet.</summary>
public enum DataFormat
{
    /// <summary>JSONL or a JSON array whose columns <see cref="DataColumns"/> names.</summary>
    Jsonl,

    /// <summary>databricks-dolly-15k: instruction, context, response.</summary>
    Dolly,

    /// <summary>stanfordnlp/SHP: pairs of answers to posts.</summary>
    Shp,

    /// <summary>Anthropic HH-RLHF: chosen and rejected transcripts.</summary>
    HhRlhf,

    /// <summary>Self-Instruct's seed and user-oriented tasks: instruction, instances.</summary>
    SelfInstruct,

    /// <summary>MT-bench's and Vicuna-bench's questions: turns, of which the first is taken.</summary>
    MtBench,

    /// <summary>CSV whose columns <see cref="DataColumns"/> names.</summary>
    Csv,

    /// <summary>Parquet whose columns <see cref="DataColumns"/> names.</summary>
    Parquet,

    /// <summary>HuggingFaceH4's sets (h4-anthropic-hh-rlhf-helpful-base-gen and its like): prompt, chosen, rejected, as texts or as turns.</summary>
    H4,

    /// <summary>Plain text, a question a line.</summary>
    Text,

    /// <summary>ShareGPT's dialogues: conversations, whose turns have from and value.</summary>
    Sharegpt,

    /// <summary>Stanford Alpaca's tasks: instruction, input, output.</summary>
    Alpaca,
}

/// <summary>How much of a dialogue becomes the question.</summary>
public enum DialogueText
{
    /// <summary>All of it up to the answer, speakers named.</summary>
    Whole,

    /// <summary>What the human said last.</summary>
    FinalTurn,
}

/// <summary>Settings: a data set on disk.</summary>
public sealed record DataSource
{
    /// <summary>A file, plain or packed as gzip or zstd; "*" in any of its parts stands for any text, as in shp/*/train.json.</summary>
    [PathSetting, NotInKey] public required string Path { get; init; }

    public DataFormat Format { get; init; } = DataFormat.Jsonl;

    /// <summary>For <see cref="DataFormat.Jsonl"/>, <see cref="DataFormat.Csv"/> and <see cref="DataFormat.Parquet"/>.</summary>
    public DataColumns Columns { get; init; } = new();

    /// <summary>For <see cref="DataFormat.HhRlhf"/>: leaves out dialogues in which the human speaks more than once.</summary>
    public bool SingleTurnOnly { get; init; }

    /// <summary>For <see cref="DataFormat.HhRlhf"/>.</summary>
    public DialogueText Dialogue { get; init; } = DialogueText.Whole;

    /// <summary>Keeps the first so many pairs of a post or question, lest a few with many answers outweigh the others; null keeps all.</summary>
    [Range(1, int.MaxValue)] public int? MaxPairsPerQuestion { get; init; }

    /// <summary>Share (0-1) of the rows that may be unusable: empty where a text is needed, or odd in form. They are left out and counted; more end the run.</summary>
    [Range(0.0, 1.0), NotInKey] public double MaxOddShare { get; init; } = 0.5;

    /// <summary>The ending of a file's name with its dot, in lower case; one that says how the file is packed is passed over.</summary>
    public static string Ending(string path) => PackedFile.Ending(path);

    /// <summary>Whether <see cref="Columns"/> is read.</summary>
    internal bool HasNamedColumns => Format is DataFormat.Jsonl or DataFormat.Csv or DataFormat.Parquet;
}

/// <summary>Names of columns in plain JSONL, CSV and Parquet. A column that a use does not need may be absent from the file.</summary>
public sealed record DataColumns
{
    /// <summary>Absent: the row's number is its id.</summary>
    public string Id { get; init; } = "id";

    public string Domain { get; init; } = "domain";

    public string Question { get; init; } = "question";

    public string Answer { get; init; } = "answer";

    public string Chosen { get; init; } = "chosen";

    public string Rejected { get; init; } = "rejected";

    /// <summary>Of pairs: by how much the chosen answer's reward should be ahead, for the training of a reward model. Absent: 0.</summary>
    public string Margin { get; init; } = "margin";
}
