namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The arms as the report names and orders them: SFT, vanilla, SOP, AOP; of PPO alone, before and after.</summary>
internal static class ArmNames
{
    public const string Sft = "sft";
    public const string Ppo = "ppo";
    public const string Before = "before";
    public const string After = "after";
    private static readonly string[] s_order = [Sft, "vanilla", "sop", "aop", Before, Ppo, After];

    /// <summary>For sentences and headings.</summary>
    public static string Display(string arm) => arm is Sft or "sop" or "aop" or Ppo ? arm.ToUpperInvariant() : arm;

    /// <summary>The arm's class in the page's style.</summary>
    public static string Class(string arm) => arm switch
    {
        Sft or "vanilla" or "sop" or "aop" => arm,
        Before => Sft,
        Ppo or After => "aop",
        _ => "other",
    };

    public static int Order(string arm) => Array.IndexOf(s_order, arm) is >= 0 and var place ? place : s_order.Length;
}
