using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>A drawing as PNG: the elements of its SVG, drawn in light mode with a font of our own, so that it is the same on every system, also
/// on one that has no font.</summary>
/// <remarks>Knows the elements that our drawings use, and throws at others.</remarks>
internal static class PlotImage
{
    private static readonly Lazy<(SKTypeface Regular, SKTypeface Bold)> s_fonts = new(() => (Load("Arimo-Regular.ttf"), Load("Arimo-Bold.ttf")));

    /// <summary>Why no PNG can be drawn on this system; null where it can.</summary>
    public static string? Unavailable { get; } = Probe();

    /// <param name="scale">Pixels for a unit of the drawing.</param>
    public static byte[] Png(Plot plot, int scale = 2)
    {
        using var bitmap = new SKBitmap(plot.Width * scale, plot.Height * scale, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(scale);
        DrawAll(canvas, plot, XDocument.Parse(plot.Standalone(), LoadOptions.PreserveWhitespace).Root!);
        canvas.Flush();
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static void DrawAll(SKCanvas canvas, Plot plot, XElement parent)
    {
        foreach (var element in parent.Elements())
        {
            if (element.Name.LocalName != "g")
            {
                Draw(canvas, plot, new Element(element));
                continue;
            }
            float[] shift = [.. element.Attribute("transform")!.Value["translate(".Length..^1].Split(' ').Select(Parse)];
            canvas.Save();
            canvas.Translate(shift[0], shift[1]);
            DrawAll(canvas, plot, element);
            canvas.Restore();
        }
    }

    private static void Draw(SKCanvas canvas, Plot plot, Element e)
    {
        switch (e.Tag)
        {
            case "title" or "desc" or "style":
                break;
            case "text":
                DrawText(canvas, e);
                break;
            case "rect":
                Paint(e, p => canvas.DrawRect(e.Number("x"), e.Number("y"), e.Length("width", plot.Width), e.Length("height", plot.Height), p));
                break;
            case "circle":
                Paint(e, p => canvas.DrawCircle(e.Number("cx"), e.Number("cy"), e.Number("r"), p));
                break;
            case "line":
                DrawPath(canvas, e, string.Create(CultureInfo.InvariantCulture, $"M{e.Number("x1")} {e.Number("y1")}L{e.Number("x2")} {e.Number("y2")}"));
                break;
            case "polyline":
                if (e.Text("points").Trim() is { Length: > 0 } points) DrawPath(canvas, e, "M" + points);
                break;
            case "path":
                DrawPath(canvas, e, e.Text("d"));
                break;
            default:
                throw new NotSupportedException($"PlotImage draws no <{e.Tag}>.");
        }
    }

    private static void DrawPath(SKCanvas canvas, Element e, string data)
    {
        using var path = SKPath.ParseSvgPathData(data);
        Paint(e, p => canvas.DrawPath(path, p));
    }

    /// <summary>Fills, then strokes, as far as the style says so.</summary>
    private static void Paint(Element e, Action<SKPaint> draw)
    {
        var opacity = e.Style("opacity", 1);
        if (e.Colour("fill", "#000000", opacity * e.Number("fill-opacity", 1)) is { } fill)
        {
            using var paint = new SKPaint { IsAntialias = true, Color = fill };
            draw(paint);
        }
        if (e.Colour("stroke", "none", opacity) is { } stroke)
        {
            var rounded = e.Styles.GetValueOrDefault("stroke-linejoin") == "round";
            using var paint = new SKPaint
            {
                IsAntialias = true,
                Color = stroke,
                IsStroke = true,
                StrokeWidth = e.Style("stroke-width", 1),
                StrokeJoin = rounded ? SKStrokeJoin.Round : SKStrokeJoin.Miter
            };
            using var dash = e.Styles.TryGetValue("stroke-dasharray", out var lengths)
                ? SKPathEffect.CreateDash([.. lengths.Split(' ').Select(Parse)], phase: 0) : null;
            paint.PathEffect = dash;
            draw(paint);
        }
    }

    private static void DrawText(SKCanvas canvas, Element e)
    {
        var size = e.Styles.TryGetValue("font-size", out var own) ? own : e.Styles["font"].Split(' ')[0];
        var typeface = e.Style("font-weight", 400) >= 600 ? s_fonts.Value.Bold : s_fonts.Value.Regular;
        using var font = new SKFont(typeface, Parse(size.Replace("px", "", StringComparison.Ordinal)))
        {
            Subpixel = true,
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.None
        };
        var runs = Runs(e.Content, font).ToArray();
        var anchor = e.Styles.GetValueOrDefault("text-anchor") switch { "end" => 1f, "middle" => 0.5f, _ => 0 };
        var x = e.Number("x") + e.Number("dx") - (anchor * runs.Sum(r => r.Font.MeasureText(r.Text)));
        using var paint = new SKPaint { IsAntialias = true, Color = e.Colour("fill", "#000000", 1)!.Value };
        foreach (var (text, with) in runs)
        {
            canvas.DrawText(text, x, e.Number("y"), with, paint);
            x += with.MeasureText(text);
            if (with != font) with.Dispose();
        }
    }

    /// <summary>The text in our font; what our font lacks in one of the system's, and where that lacks it too, as our font's box.</summary>
    private static IEnumerable<(string Text, SKFont Font)> Runs(string text, SKFont font)
    {
        if (font.ContainsGlyphs(text)) return [(text, font)];
        return text.EnumerateRunes().Select(rune =>
        {
            if (font.ContainsGlyph(rune.Value) || SKFontManager.Default.MatchCharacter(rune.Value) is not { } other) return (rune.ToString(), font);
            return (rune.ToString(), new SKFont(other, font.Size) { Subpixel = true, Edging = SKFontEdging.Antialias });
        });
    }

    private static SKTypeface Load(string name)
    {
        using var stream = typeof(PlotImage).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }

    private static string? Probe()
    {
        try
        {
            _ = s_fonts.Value;
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException)
        {
            return $"No PNG was drawn: SkiaSharp's native library does not load on this system ({(e.InnerException ?? e).Message.Split(". ")[0]}). The " +
                "drawings are there as SVG.";
        }
    }

    private static float Parse(string number) => float.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>An SVG element with its attributes and what the style sheet says of it.</summary>
    private sealed class Element(XElement xml)
    {
        public string Tag { get; } = xml.Name.LocalName;

        public string Content { get; } = xml.Value;

        public IReadOnlyDictionary<string, string> Styles { get; } = PlotStyle.Of(xml.Name.LocalName, xml.Attribute("class")?.Value ?? "", Palette.Light);

        public string Text(string attribute) => xml.Attribute(attribute)?.Value ?? "";

        public float Number(string attribute, float otherwise = 0) => Text(attribute) is { Length: > 0 } number ? Parse(number) : otherwise;

        public float Length(string attribute, float whole) => Text(attribute) == "100%" ? whole : Number(attribute);

        public float Style(string property, float otherwise) => Styles.TryGetValue(property, out var value) ? Parse(value) : otherwise;

        public SKColor? Colour(string property, string otherwise, float opacity) => Styles.GetValueOrDefault(property, otherwise) switch
        {
            "none" => null,
            var colour => SKColor.Parse(colour).WithAlpha((byte)Math.Round(255 * opacity)),
        };
    }
}
