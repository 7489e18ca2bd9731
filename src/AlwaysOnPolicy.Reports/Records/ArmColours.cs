namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The arms' classes in the style of page and drawings. Arms without a look of their own get the further colours, in the order of the report's
/// rows.</summary>
internal sealed class ArmColours(IEnumerable<string> arms)
{
    /// <summary>Names of the colours of arms that have no look of their own; after six they come again, with lines of other dashes.</summary>
    public const string Further = "uvwxyz";

    /// <summary>Classes of the lines' dashes: of the first six arms none, then one each for the next.</summary>
    private static readonly string[] s_dashes = ["", " again", " once-more"];

    private readonly string[] _further = [.. arms.Distinct().Where(a => Known(a) is null)];

    public ArmColours(ReportData data)
        : this(data.Arms.Select(a => a.Arm).Concat(data.Training.Select(t => t.Arm)))
    {
    }

    /// <returns>"other" for an arm that the report has no row of.</returns>
    public string Class(string arm) => Known(arm) ?? (Array.IndexOf(_further, arm) is >= 0 and var place
        ? FurtherClass(Further[place % Further.Length]) + s_dashes[place / Further.Length % s_dashes.Length] : "other");

    /// <summary>The class of a further colour.</summary>
    public static string FurtherClass(char colour) => $"further-{colour}";

    private static string? Known(string arm) => arm switch
    {
        ArmNames.Sft or "vanilla" or "sop" or "aop" => arm,
        ArmNames.Before => ArmNames.Sft,
        ArmNames.Ppo or ArmNames.After => "aop",
        _ => null,
    };
}
