namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>How records are laid out. Each of them may come as JSONL, as a JSON array, as CSV or TSV (by the file's ending) and as Parquet.</summary>
public enum DataFormat
{
    /// <summary>JSONL or a JSON array whose columns <see cref="DataSource.Columns"/> names.</summary>
    Jsonl,

    /// <summary>databricks-dolly-15k: instruction, context, response.</summary>
    Dolly,

    /// <summary>stanfordnlp/SHP: pairs of answers to posts.</summary>
    Shp,

    /// <summary>Anthropic HH-RLHF: chosen and rejected transcripts.</summary>
    HhRlhf,

    /// <summary>Self-Instruct's seed and user-oriented tasks: instruction, instances.</summary>
    SelfInstruct,

    /// <summary>MT-bench's and Vicuna-bench's questions: turns, of which the first is asked. A further turn goes on from a model's own answer, which a prompt
    /// alone has not; how many there are is noted.</summary>
    MtBench,

    /// <summary>Arena-Hard's questions: prompt, uid, subcategory (version 2), or turns, question_id, cluster (version 0.1), of which the first is asked as with
    /// MT-bench.</summary>
    ArenaHard,

    /// <summary>AlpacaEval's answers: instruction, output, generator, dataset.</summary>
    AlpacaEval,

    /// <summary>CSV whose columns <see cref="DataSource.Columns"/> names.</summary>
    Csv,

    /// <summary>Parquet whose columns <see cref="DataSource.Columns"/> names.</summary>
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
