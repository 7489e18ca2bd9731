using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A file of answers, whoever gave them.</summary>
public sealed record AnswersSettings
{
    /// <summary>For tables; null: the model that the file names (AlpacaEval's generator), else the file's name.</summary>
    [NotInKey] public string? Name { get; init; }

    /// <summary>AlpacaEval's answers, or rows with a question and its answer; id, domain, sample (from 0) and ended (false where an answer was cut) may stand
    /// beside.</summary>
    public required DataSource Data { get; init => field = OptionNotNull.Check(value); }

    /// <summary>The name in tables, where the file is not asked for it.</summary>
    internal string DisplayName()
    {
        var file = Path.GetFileName(Data.Path);
        return Name ?? (file.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? file[..dot] : file);
    }

    /// <param name="setting">Who names it, for messages.</param>
    /// <exception cref="DataException">The file is not there.</exception>
    internal DataInput Input(string setting) => DataInput.Of(Data.For(DataUse.Answers), setting);
}
