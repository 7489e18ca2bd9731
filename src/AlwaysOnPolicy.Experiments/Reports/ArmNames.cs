namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>The arms as the report names and orders them: SFT, vanilla, SOP, AOP.</summary>
internal static class ArmNames
{
    public const string Sft = "sft";
    private static readonly string[] s_order = [Sft, "vanilla", "sop", "aop"];

    /// <summary>For sentences and headings.</summary>
    public static string Display(string arm) => arm is Sft or "sop" or "aop" ? arm.ToUpperInvariant() : arm;

    /// <summary>The arm's class in the page's style.</summary>
    public static string Class(string arm) => s_order.Contains(arm) ? arm : "other";

    public static int Order(string arm) => Array.IndexOf(s_order, arm) is >= 0 and var place ? place : s_order.Length;
}
