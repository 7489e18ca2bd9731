using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>How drawings look: one style sheet, used as it is where a browser draws, and resolved element by element where we do.</summary>
internal static partial class PlotStyle
{
    private static readonly string Rules =
        "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--dim)}.t{font-weight:600;font-size:13px;fill:var(--ink)}" +
        ".e{text-anchor:end}.m{text-anchor:middle}.ink{fill:var(--ink)}" +
        ".grid{stroke:var(--line);fill:none}.zero{stroke:var(--dim);fill:none}.bound{stroke:var(--dim);fill:none;stroke-dasharray:2 3;opacity:.6}" +
        ".raw{fill:none;stroke-width:1;opacity:.28}.line{fill:none;stroke-width:2;stroke-linejoin:round}" +
        ".whisker{fill:none;stroke-width:1.6}.dot{stroke:none}.cell{fill:var(--heat)}" +
        ".sft{--c:var(--sft)}.vanilla{--c:var(--vanilla)}.sop{--c:var(--sop)}.aop{--c:var(--aop)}.other{--c:var(--dim)}" +
        ".raw,.line,.whisker{stroke:var(--c)}.dot,text.arm{fill:var(--c)}.line.sop{stroke-dasharray:7 3}.line.vanilla{stroke-dasharray:3 2}" +
        ".line.again{stroke-dasharray:9 3 2 3}.line.once-more{stroke-dasharray:2 4}" +
        ".s1{--c:var(--sop)}.s2{--c:var(--aop)}.s3{--c:var(--vanilla)}.s4{--c:var(--sft)}.line.s1{stroke-dasharray:7 3}.line.s3{stroke-dasharray:3 2}" +
        ".paper{fill:var(--page)}" + Palette.FurtherRules;

    private static readonly (string Tag, string[] Classes, KeyValuePair<string, string>[] Declarations)[] s_rules =
    [
        .. from rule in Rules.Split('}', StringSplitOptions.RemoveEmptyEntries)
           let parts = rule.Split('{')
           from selector in parts[0].Split(',')
           let names = selector.Split('.')
           select (names[0], names[1..], Declarations(parts[1]).ToArray()),
    ];

    /// <summary>For a file of its own, in light and dark mode.</summary>
    public static string Standalone => Palette.Style + Rules;

    /// <summary>For drawings inside an element, for the page's style.</summary>
    public static string Within => string.Concat(Rules.Split('}', StringSplitOptions.RemoveEmptyEntries)
        .Select(rule => $"{string.Join(',', rule.Split('{')[0].Split(',').Select(s => "svg " + s))}{{{rule.Split('{')[1]}}}"));

    /// <summary>What the style sheet says of an element in one palette, the more specific and then the later rule winning; variables are put in.</summary>
    /// <param name="tag">Such as "text".</param>
    /// <param name="classes">As in the attribute, separated by spaces.</param>
    public static IReadOnlyDictionary<string, string> Of(string tag, string classes, Palette palette)
    {
        var has = classes.Split(' ');
        var found = Declarations(palette.Properties()).ToDictionary();
        foreach (var (_, _, declarations) in s_rules.Where(r => (r.Tag is "" || r.Tag == tag) && r.Classes.All(has.Contains))
            .OrderBy(r => r.Classes.Length).ThenBy(r => r.Tag.Length > 0))
            foreach (var (name, value) in declarations) found[name] = value;
        string Resolve(string value) => Variable().Replace(value, m => Resolve(found[m.Groups[1].Value]));
        return found.ToDictionary(p => p.Key, p => Resolve(p.Value));
    }

    private static IEnumerable<KeyValuePair<string, string>> Declarations(string text) =>
        text.Split(';').Select(d => d.Split(':', 2)).Select(d => KeyValuePair.Create(d[0], d[1]));

    [GeneratedRegex(@"var\((--[a-z]+)\)")]
    private static partial Regex Variable();
}
