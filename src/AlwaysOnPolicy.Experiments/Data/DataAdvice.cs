namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What a user can change about a data set, in the words of where it is named.</summary>
/// <param name="setting">Dotted path of the source's settings, or the option that names the file.</param>
public sealed class DataAdvice(string setting)
{
    private string ColumnSetting => setting switch
    {
        "prompts" => "--set prompts.columns.question=NAME",   // of aop ppo, whose file may be no file at all
        _ when IsOption => "--columns question=NAME",
        _ => $"{setting}.columns (question: NAME)",
    };

    private bool IsOption => setting.StartsWith("--", StringComparison.Ordinal);

    /// <summary>What says how many odd rows may be left out.</summary>
    public string OddShare => IsOption ? "the tool" : $"{setting}.max_odd_share";

    /// <summary>How to name other columns.</summary>
    public string Columns => $"Correct the rows, or say what the file calls its columns: {ColumnSetting}.";
}
