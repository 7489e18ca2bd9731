using System.Collections;
using System.Globalization;

namespace AlwaysOnPolicy.Tokenizers.Characters;

/// <summary>Sets of code points as the tokenizers library's tables hold them: they are of Unicode 8 and 9, and .NET's are newer.</summary>
internal static class CodePointSets
{
    private static readonly Dictionary<string, BitArray> s_sets = Lines("CharacterClasses.txt").Select(l => l.Split(' ', 2))
        .ToDictionary(p => p[0], p => Set(p[1]));
    private static readonly Lazy<byte[]> s_scripts = new(Scripts);

    /// <summary>Unicode's M: nonspacing, spacing and enclosing marks.</summary>
    public static BitArray Marks { get; } = s_sets["marks"];

    /// <summary>Unicode's Mn.</summary>
    public static BitArray NonspacingMarks { get; } = s_sets["nonspacing"];

    /// <summary>What BERT's cleaning takes out: controls, formats, private use, and U+FFFD.</summary>
    public static BitArray Others { get; } = s_sets["others"];

    /// <summary>Unicode's P, and the ASCII marks that Unicode calls symbols ($ + &lt; = &gt; ^ ` | ~).</summary>
    public static BitArray Punctuation { get; } = s_sets["punctuation"];

    /// <summary>A number for the script of a code point; 0 for what goes with any.</summary>
    public static byte ScriptOf(int codePoint) => s_scripts.Value[codePoint];

    private static byte[] Scripts()
    {
        var scripts = new byte[0x110000];
        byte number = 0;
        foreach (var line in Lines("Scripts.txt"))
        {
            number++;
            foreach (var (from, to) in Ranges(line)) scripts.AsSpan(from..(to + 1)).Fill(number);
        }
        return scripts;
    }

    private static BitArray Set(string ranges)
    {
        var set = new BitArray(0x110000);
        foreach (var (from, to) in Ranges(ranges))
            for (var c = from; c <= to; c++) set[c] = true;
        return set;
    }

    private static IEnumerable<(int From, int To)> Ranges(string text) => text.Split(' ').Select(r => r.Split('-')).Select(r => (Hex(r[0]), Hex(r[^1])));

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static List<string> Lines(string resource)
    {
        using var stream = typeof(CodePointSets).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#')) lines.Add(line);
        return lines;
    }
}
