namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The report's colours. Each text colour has a contrast of at least 4.5 to 1 against page and card, in both modes;
/// the ink also on the heat map's strongest cell.</summary>
internal sealed record Palette(string Ink, string Dim, string Line, string Page, string Card, string Sft, string Vanilla, string Sop, string Aop, string Heat)
{
    public static Palette Light { get; } = new("#1b2127", "#56606a", "#d9dee3", "#ffffff", "#f6f8f9", "#5f666d", "#3f5cad", "#9a5312", "#12705f", "#12705f");

    public static Palette Dark { get; } = new("#e6e9ec", "#a3adb6", "#3a424a", "#14181c", "#1d2227", "#b3b9bf", "#9db1f2", "#e8ae72", "#62cbb8", "#2c8c7b");

    /// <summary>The colours as custom properties for both modes.</summary>
    public static string Style => $":root{{color-scheme:light dark;{Light.Properties()}}}@media(prefers-color-scheme:dark){{:root{{{Dark.Properties()}}}}}";

    public string Of(string arm) => arm switch { "sft" => Sft, "vanilla" => Vanilla, "sop" => Sop, "aop" => Aop, _ => Dim };

    /// <summary>The colours as custom properties.</summary>
    public string Properties() =>
        $"--ink:{Ink};--dim:{Dim};--line:{Line};--page:{Page};--card:{Card};--sft:{Sft};--vanilla:{Vanilla};--sop:{Sop};--aop:{Aop};--heat:{Heat}";
}
