using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Reads data sets of every known format. Rows that no use can be made of are left out and told in the notes.</summary>
public static class DataSets
{
    private const string EmptyQuestion = "the question is empty";

    /// <summary>The formats that hold preference pairs.</summary>
    public static IReadOnlyList<DataFormat> PairFormats { get; } = [DataFormat.Shp, DataFormat.HhRlhf, DataFormat.H4, DataFormat.Sharegpt, DataFormat.Alpaca,
        DataFormat.Jsonl, DataFormat.Csv, DataFormat.Parquet];

    private static IReadOnlyList<DataFormat> DemonstrationFormats { get; } =
        [DataFormat.Dolly, DataFormat.SelfInstruct, DataFormat.H4, DataFormat.Sharegpt, DataFormat.Alpaca, DataFormat.Jsonl, DataFormat.Csv,
            DataFormat.Parquet];

    private static IReadOnlyList<DataFormat> AnswerFormats { get; } = [DataFormat.AlpacaEval, DataFormat.Jsonl, DataFormat.Csv, DataFormat.Parquet];

    /// <summary>The formats that hold such rows.</summary>
    public static IReadOnlyList<DataFormat> FormatsOf(DataUse use) => use switch
    {
        DataUse.Demonstrations => DemonstrationFormats,
        DataUse.Pairs => PairFormats,
        DataUse.Answers => AnswerFormats,
        _ => Enum.GetValues<DataFormat>(),
    };

    /// <summary>Questions, each once: of rows with one post (SHP, H4) or one wording the first is kept.</summary>
    /// <exception cref="DataException">A file or row cannot be read, or nothing is left.</exception>
    /// <exception cref="SettingsException">The format holds no questions.</exception>
    public static DataSet<QuestionRow> ReadQuestions(DataInput input)
    {
        var source = input.Source;
        Func<DataRecord, string, QuestionRow?> read = source.Format switch
        {
            DataFormat.Dolly => Dolly.Question,
            DataFormat.Shp => Shp.Question,
            DataFormat.HhRlhf => new HhRlhf(source.SingleTurnOnly, source.Dialogue).Question,
            DataFormat.SelfInstruct => SelfInstruct.Question,
            DataFormat.MtBench => MtBench.Question,
            DataFormat.ArenaHard => ArenaHard.Question,
            DataFormat.AlpacaEval => AlpacaEval.Question,
            DataFormat.H4 => H4.Question,
            DataFormat.Sharegpt => Sharegpt.Question,
            DataFormat.Alpaca => Alpaca.Question,
            DataFormat.Text => new PlainColumns(new DataColumns()).Question,
            _ => new PlainColumns(source.Columns).Question,
        };
        var rows = new RowCollector<QuestionRow>(input, uniqueIds: source.Format is not (DataFormat.Shp or DataFormat.H4));
        var posts = new HashSet<string>();
        var (wordings, goOn) = (new HashSet<string>(), 0);
        rows.Collect((record, id) => read(record, id)?.From(record), row => row.Text.Length == 0 ? EmptyQuestion : null, row =>
        {
            if (row.PostId is { } post && !posts.Add(post)) return ("the post was there before", false);
            if (!wordings.Add(QuestionText.Key(row.Text))) return ("the question was there before", false);
            if (row.GoesOn) goOn++;
            return null;
        });
        return rows.Result("questions", goOn == 0 ? null : [$"{input.Setting}: {goOn} of the questions go on with a further turn, which is not asked: it is " +
            "about a model's own answer to the first, and only that one is answered and judged."]);
    }

    /// <summary>Answers of models to questions, in the order of the file.</summary>
    /// <param name="named">Whether the questions are known by their ids elsewhere: a row then needs no question.</param>
    /// <exception cref="DataException">A file or row cannot be read, or nothing is left.</exception>
    /// <exception cref="SettingsException">The format holds no answers.</exception>
    public static DataSet<AnswerRow> ReadAnswers(DataInput input, bool named = false)
    {
        Func<DataRecord, string, AnswerRow> read = input.Source.Format switch
        {
            DataFormat.AlpacaEval => AlpacaEval.Answer,
            _ when input.Source.HasNamedColumns => new PlainColumns(input.Source.Columns).Answer,
            _ => throw Unfit(input, "answers", AnswerFormats),
        };
        var rows = new RowCollector<AnswerRow>(input, uniqueIds: false);
        rows.Collect(read, row => row.Question.Length > 0 || (named && row.HasOwnId) ? null
            : named ? "it has neither a question nor an id" : EmptyQuestion, _ => null);
        return rows.Result("answers");
    }

    /// <summary>Reads rows with an answer to imitate.</summary>
    /// <exception cref="DataException">A file or row cannot be read, or nothing is left.</exception>
    /// <exception cref="SettingsException">The format holds no demonstrations.</exception>
    public static DataSet<DemonstrationRow> ReadDemonstrations(DataInput input)
    {
        Func<DataRecord, string, DemonstrationRow?> read = input.Source.Format switch
        {
            DataFormat.Dolly => Dolly.Demonstration,
            DataFormat.SelfInstruct => SelfInstruct.Demonstration,
            DataFormat.H4 => H4.Demonstration,
            DataFormat.Sharegpt => Sharegpt.Demonstration,
            DataFormat.Alpaca => Alpaca.Demonstration,
            _ when input.Source.HasNamedColumns => new PlainColumns(input.Source.Columns).Demonstration,
            _ => throw Unfit(input, "demonstrations", DemonstrationFormats),
        };
        var rows = new RowCollector<DemonstrationRow>(input, uniqueIds: true);
        rows.Collect(read, row => row.Question.Length == 0 ? EmptyQuestion : row.Answer.Length == 0 ? "the answer is empty" : null, _ => null);
        return rows.Result("demonstrations");
    }

    /// <summary>Reads rows with two answers, one of them preferred.</summary>
    /// <exception cref="DataException">A file or row cannot be read, or nothing is left.</exception>
    /// <exception cref="SettingsException">The format holds no pairs.</exception>
    public static DataSet<PairRow> ReadPairs(DataInput input)
    {
        var source = input.Source;
        Func<DataRecord, string, PairRow?> read = source.Format switch
        {
            DataFormat.Shp => Shp.Pair,
            DataFormat.HhRlhf => new HhRlhf(source.SingleTurnOnly, source.Dialogue).Pair,
            DataFormat.H4 => H4.Pair,
            DataFormat.Sharegpt => Sharegpt.Pair,
            DataFormat.Alpaca => Alpaca.Pair,
            _ when source.HasNamedColumns => new PlainColumns(source.Columns).Pair,
            _ => throw Unfit(input, "pairs", PairFormats),
        };
        var rows = new RowCollector<PairRow>(input, uniqueIds: true);
        var counts = new Dictionary<string, int>();
        var (opposites, current) = (new OppositePairs(), (DataRecord?)null);
        rows.Collect((record, id) => read(current = record, id) is { } pair ? pair with { Origin = record.Origin } : null, row => row.Question.Length == 0
            ? EmptyQuestion : row.Chosen.Length == 0 || row.Rejected.Length == 0 ? "an answer is empty" : null, row =>
        {
            if (row.Chosen == row.Rejected) return ("both answers are the same", false);
            var question = row.PostId ?? QuestionText.Key(row.Question);
            if (source.MaxPairsPerQuestion is { } most && (counts[question] = counts.GetValueOrDefault(question) + 1) > most)
                return ($"their question has {most} before them", true);
            opposites.Add(row, current!);
            return null;
        });
        return rows.Result("pairs", opposites.Sentences(input.Setting));
    }

    /// <summary>AlpacaEval's annotations, in the order of the file.</summary>
    /// <exception cref="DataException">A file or row cannot be read, or nothing is left.</exception>
    public static DataSet<AlpacaEvalAnnotation> ReadAnnotations(DataInput input)
    {
        var rows = new RowCollector<AlpacaEvalAnnotation>(input, uniqueIds: false);
        rows.Collect((record, _) => AlpacaEvalAnnotation.Of(record), row => row.Instruction.Length == 0 ? EmptyQuestion : null, _ => null);
        return rows.Result("annotations");
    }

    private static SettingsException Unfit(DataInput input, string what, IReadOnlyList<DataFormat> fit) => new(
        $"'{input.Source.Path}': files of the format {Word(input.Source.Format)} hold no {what}; these do: {string.Join(", ", fit.Select(Word))}.");

    private static string Word(DataFormat format) => SettingsKey.WordOf(format);
}
