namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What a file's rows are read as.</summary>
public enum DataUse
{
    /// <summary>Questions to answer.</summary>
    Questions,

    /// <summary>Questions with an example answer.</summary>
    Demonstrations,

    /// <summary>Questions with two answers, one of them preferred.</summary>
    Pairs,

    /// <summary>Questions with a model's answers.</summary>
    Answers,
}

internal static class DataUses
{
    private static readonly DataColumns s_columns = new();

    /// <summary>Gives what this use does not read its default, before the source becomes a stage's input: a file of another format has columns of its own,
    /// and not every use reads every column.</summary>
    public static DataSource For(this DataSource source, DataUse use)
    {
        var (hh, pairs, columns) = (source.Format == DataFormat.HhRlhf, use == DataUse.Pairs, source.Columns);
        return source with
        {
            SingleTurnOnly = hh && source.SingleTurnOnly,
            Dialogue = hh ? source.Dialogue : DialogueText.Whole,
            MaxPairsPerQuestion = pairs ? source.MaxPairsPerQuestion : null,
            Columns = !source.HasNamedColumns ? s_columns : use switch
            {
                DataUse.Questions => s_columns with { Id = columns.Id, Domain = columns.Domain, Question = columns.Question },
                DataUse.Answers => s_columns with { Id = columns.Id, Domain = columns.Domain, Question = columns.Question, Answer = columns.Answer },
                DataUse.Demonstrations => s_columns with { Id = columns.Id, Question = columns.Question, Answer = columns.Answer },
                _ => columns with { Answer = s_columns.Answer },
            },
        };
    }
}
