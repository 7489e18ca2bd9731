namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The arms as the report names and orders them: SFT first, then in the order of the experiment; of PPO alone, before and after.</summary>
public static class ArmNames
{
    /// <summary>The policy after supervised fine-tuning.</summary>
    public const string Sft = "sft";

    /// <summary>The one arm of PPO alone.</summary>
    public const string Ppo = "ppo";

    /// <summary>The model before PPO alone.</summary>
    public const string Before = "before";

    /// <summary>The model after it.</summary>
    public const string After = "after";

    /// <summary>For sentences and headings.</summary>
    public static string Display(string arm) => arm is Sft or "sop" or "aop" or Ppo ? arm.ToUpperInvariant() : arm;

    /// <summary>What comes before is first and what comes after last; between them rows keep the order that they have.</summary>
    public static int Order(string arm) => arm switch { Sft or Before => 0, After => 2, _ => 1 };
}
