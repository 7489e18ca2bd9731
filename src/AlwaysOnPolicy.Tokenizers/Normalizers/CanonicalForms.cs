using System.Collections.Frozen;
using System.Globalization;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Unicode's canonical decompositions, combining classes and compositions (UAX #15).</summary>
/// <remarks>A table of our own: .NET's string.Normalize leaves text as it is where the ICU library is switched off, as it is in this program.</remarks>
internal sealed class CanonicalForms
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, HangulCount = LeadCount * VowelCount * TrailCount;

    private readonly FrozenDictionary<int, int[]> _decompositions;
    private readonly FrozenDictionary<(int, int), int> _compositions;
    private readonly FrozenDictionary<int, byte> _classes;

    private CanonicalForms(Dictionary<int, int[]> decompositions, Dictionary<(int, int), int> compositions, Dictionary<int, byte> classes)
    {
        _decompositions = decompositions.ToFrozenDictionary();
        _compositions = compositions.ToFrozenDictionary();
        _classes = classes.ToFrozenDictionary();
    }

    public static CanonicalForms Table { get; } = Read();

    /// <summary>0 for a character that others combine with.</summary>
    public byte ClassOf(int codePoint) => codePoint < 0x300 ? (byte)0 : _classes.GetValueOrDefault(codePoint);

    public void Decompose(int codePoint, List<int> output)
    {
        if (codePoint - HangulBase is >= 0 and < HangulCount and var syllable)
        {
            output.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            output.Add(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount != 0) output.Add(TrailBase + (syllable % TrailCount));
        }
        else if (_decompositions.TryGetValue(codePoint, out var parts))
            foreach (var part in parts) Decompose(part, output);
        else output.Add(codePoint);
    }

    public int? Compose(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
            return HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
        if (first - HangulBase is >= 0 and < HangulCount and var syllable && syllable % TrailCount == 0
            && second - TrailBase is > 0 and < TrailCount and var trail)
            return HangulBase + syllable + trail;
        return _compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static CanonicalForms Read()
    {
        var (decompositions, compositions, classes) = (new Dictionary<int, int[]>(), new Dictionary<(int, int), int>(), new Dictionary<int, byte>());
        using var stream = typeof(CanonicalForms).Assembly.GetManifestResourceStream("CanonicalForms.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(';');
            var (codePoint, composes) = (Hex(fields[0].TrimEnd('!')), !fields[0].EndsWith('!'));
            if (fields[1].Length > 0) classes.Add(codePoint, byte.Parse(fields[1]));
            if (fields.Length < 3) continue;
            int[] parts = [.. fields[2].Split(' ').Select(Hex)];
            decompositions.Add(codePoint, parts);
            if (composes) compositions.Add((parts[0], parts[1]), codePoint);
        }
        return new CanonicalForms(decompositions, compositions, classes);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber);
}
