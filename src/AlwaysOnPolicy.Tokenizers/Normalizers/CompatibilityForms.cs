using System.Collections.Frozen;
using System.Globalization;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Unicode's compatibility decompositions (UAX #15), on top of <see cref="CanonicalForms"/>.</summary>
internal static class CompatibilityForms
{
    private static readonly FrozenDictionary<int, int[]> s_decompositions = Read();

    /// <summary>Takes a character apart as far as it goes.</summary>
    public static void Decompose(int codePoint, List<int> output)
    {
        if (s_decompositions.TryGetValue(codePoint, out var parts))
        {
            foreach (var part in parts) Decompose(part, output);
            return;
        }
        var start = output.Count;
        CanonicalForms.Table.Decompose(codePoint, output);
        if (output.Count == start + 1 && output[start] == codePoint) return;
        int[] canonical = [.. output.Skip(start)];
        output.RemoveRange(start, canonical.Length);
        foreach (var part in canonical) Decompose(part, output);
    }

    private static FrozenDictionary<int, int[]> Read()
    {
        using var stream = typeof(CompatibilityForms).Assembly.GetManifestResourceStream("CompatibilityForms.txt")!;
        using var reader = new StreamReader(stream);
        var decompositions = new Dictionary<int, int[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(';');
            decompositions.Add(Hex(fields[0]), [.. fields[1].Split(' ').Select(Hex)]);
        }
        return decompositions.ToFrozenDictionary();
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber);
}
