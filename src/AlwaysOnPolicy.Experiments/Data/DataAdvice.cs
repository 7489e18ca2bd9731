namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What a user can change about a data set, in the words of where it is named.</summary>
/// <param name="setting">Dotted path of the source's settings, or the option that names the file.</param>
internal sealed class DataAdvice(string setting)
{
    private bool IsOption => setting.StartsWith("--", StringComparison.Ordinal);

    /// <summary>What says how many odd rows may be left out.</summary>
    public string OddShare => IsOption ? "the tool" : $"{setting}.max_odd_share";

    /// <summary>How to name another format.</summary>
    public string Format => "Correct the rows, or name another format " +
        $"({(setting == "--file" ? "--format" : IsOption ? $"{setting} file:format" : $"{setting}.format")}).";

    /// <summary>How to say which columns of the file hold these fields.</summary>
    /// <param name="fields">As settings name them: question, chosen. None where no column is in question.</param>
    public string Columns(IReadOnlyCollection<string> fields) =>
        fields.Count == 0 ? "Correct the rows." : $"Correct the rows, or say what the file calls its columns: {Named(fields)}.";

    /// <summary>The same where the file's columns have other names.</summary>
    public string Name(IReadOnlyCollection<string> fields) => $"Say what the file calls {(fields.Count == 1 ? "it" : "them")}: {Named(fields)}.";

    private string Named(IReadOnlyCollection<string> fields) => IsOption
        ? $"--columns {string.Join(",", fields.Select(f => $"{f}=NAME"))}"
        : string.Join(", ", fields.Select(f => $"{setting}.columns.{f}: NAME"));
}
