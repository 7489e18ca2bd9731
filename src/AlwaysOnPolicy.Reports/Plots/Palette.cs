using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The report's colours. Each text colour has a contrast of at least 4.5 to 1 against page and card, in both modes;
/// the ink also on the heat map's strongest cell.</summary>
/// <param name="Further">Of arms that have no look of their own, one for each of <see cref="ArmColours.Further"/>.</param>
internal sealed record Palette(string Ink, string Dim, string Line, string Page, string Card, string Sft, string Vanilla, string Sop, string Aop, string Heat,
    IReadOnlyList<string> Further)
{
    public static Palette Light { get; } = new("#1b2127", "#56606a", "#d9dee3", "#ffffff", "#f6f8f9", "#5f666d", "#3f5cad", "#9a5312", "#12705f", "#12705f",
        ["#7a3e9d", "#a1295a", "#4d6b12", "#00687a", "#7d5200", "#5b4bb5"]);

    public static Palette Dark { get; } = new("#e6e9ec", "#a3adb6", "#3a424a", "#14181c", "#1d2227", "#b3b9bf", "#9db1f2", "#e8ae72", "#62cbb8", "#2c8c7b",
        ["#d3a6f0", "#f29ab8", "#b5cf74", "#6fc9de", "#e2c26a", "#b7acf5"]);

    /// <summary>The colours as custom properties for both modes.</summary>
    public static string Style => $":root{{color-scheme:light dark;{Light.Properties()}}}@media(prefers-color-scheme:dark){{:root{{{Dark.Properties()}}}}}";

    public string Of(string arm) => arm switch { "sft" => Sft, "vanilla" => Vanilla, "sop" => Sop, "aop" => Aop, _ => Dim };

    /// <summary>The colours as custom properties.</summary>
    public string Properties() =>
        $"--ink:{Ink};--dim:{Dim};--line:{Line};--page:{Page};--card:{Card};--sft:{Sft};--vanilla:{Vanilla};--sop:{Sop};--aop:{Aop};--heat:{Heat}" +
        string.Concat(Further.Zip(ArmColours.Further, (colour, name) => $";--{name}:{colour}"));

    /// <summary>Gives the classes of <see cref="ArmColours.FurtherClass"/> their colours.</summary>
    public static string FurtherRules { get; } = string.Concat(ArmColours.Further.Select(name => $".{ArmColours.FurtherClass(name)}{{--c:var(--{name})}}"));
}
