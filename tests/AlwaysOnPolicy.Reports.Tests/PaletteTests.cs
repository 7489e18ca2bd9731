using System.Globalization;
using AlwaysOnPolicy.Reports.Plots;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class PaletteTests
{
    public static TheoryData<string, string, string> TextOnGround
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var p in new[] { Palette.Light, Palette.Dark })
                foreach (var text in new[] { p.Ink, p.Dim, p.Sft, p.Vanilla, p.Sop, p.Aop }.Concat(p.Further))
                {
                    cases.Add(p == Palette.Light ? "light" : "dark", text, p.Page);
                    cases.Add(p == Palette.Light ? "light" : "dark", text, p.Card);
                }
            return cases;
        }
    }

    [Theory, MemberData(nameof(TextOnGround))]
    public void Text_stands_out_by_4_5_to_1(string mode, string text, string ground) => Contrast(Parse(text), Parse(ground)).ShouldBeGreaterThan(4.5, mode);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_on_the_heat_maps_strongest_cell_do_as_well(bool dark)
    {
        var p = dark ? Palette.Dark : Palette.Light;
        var cell = Parse(p.Heat).Zip(Parse(p.Page), (a, b) => (0.6 * a) + (0.4 * b)).ToArray();
        Contrast(Parse(p.Ink), cell).ShouldBeGreaterThan(4.5);
    }

    /// <summary>WCAG 2.2: (L1 + .05) / (L2 + .05), L the relative luminance.</summary>
    private static double Contrast(double[] a, double[] b)
    {
        static double Luminance(double[] rgb)
        {
            double[] linear = [.. rgb.Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
            return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
        }
        var (one, two) = (Luminance(a) + 0.05, Luminance(b) + 0.05);
        return Math.Max(one, two) / Math.Min(one, two);
    }

    private static double[] Parse(string colour) => [.. Enumerable.Range(0, 3)
        .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)];
}
