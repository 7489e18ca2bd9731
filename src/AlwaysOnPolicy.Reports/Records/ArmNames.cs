namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The arms as the report names, colours and orders them: SFT first, then in the order of the experiment; of PPO alone, before and after.</summary>
internal static class ArmNames
{
    public const string Sft = "sft";
    public const string Ppo = "ppo";
    public const string Before = "before";
    public const string After = "after";

    /// <summary>Names of the colours of arms that have no look of their own; after six they come again.</summary>
    public const string FurtherColours = "uvwxyz";

    private static readonly AsyncLocal<IReadOnlyList<string>?> s_further = new();

    /// <summary>Gives arms without a look of their own the further colours, in the order of the report's rows, for what is drawn until it is disposed.</summary>
    public static IDisposable Of(ReportData data)
    {
        s_further.Value = [.. data.Arms.Select(a => a.Arm).Concat(data.Training.Select(t => t.Arm)).Distinct().Where(a => Known(a) is null)];
        return new Scope();
    }

    /// <summary>For sentences and headings.</summary>
    public static string Display(string arm) => arm is Sft or "sop" or "aop" or Ppo ? arm.ToUpperInvariant() : arm;

    /// <summary>The arm's class in the page's style.</summary>
    public static string Class(string arm)
    {
        if (Known(arm) is { } known) return known;
        for (var i = 0; i < (s_further.Value?.Count ?? 0); i++)
            if (s_further.Value![i] == arm) return FurtherClass(FurtherColours[i % FurtherColours.Length]);
        return "other";
    }

    /// <summary>What comes before is first and what comes after last; between them rows keep the order that they have.</summary>
    public static int Order(string arm) => arm switch { Sft or Before => 0, After => 2, _ => 1 };

    /// <summary>The class of a further colour.</summary>
    public static string FurtherClass(char colour) => $"further-{colour}";

    private static string? Known(string arm) => arm switch
    {
        Sft or "vanilla" or "sop" or "aop" => arm,
        Before => Sft,
        Ppo or After => "aop",
        _ => null,
    };

    private sealed class Scope : IDisposable
    {
        public void Dispose() => s_further.Value = null;
    }
}
