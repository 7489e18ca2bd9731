using System.Globalization;

namespace AlwaysOnPolicy.Tokenizers.Files;

/// <summary>Reads a number of tokenizer.json as the reference's parser does: all digits as one whole number, then one multiplication or division by a power of
/// ten. Beyond 2^53 that is not always the nearest double, and two scores that should tie do not.</summary>
internal static class FileNumber
{
    private const int LargestPower = 308;

    private static readonly double[] s_powers = [.. Enumerable.Range(0, LargestPower + 1).Select(e => double.Parse($"1e{e}", CultureInfo.InvariantCulture))];

    /// <param name="json">A number that JSON allows.</param>
    /// <returns>False where it is too large for a double.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out double value)
    {
        var negative = json[0] == '-';
        var (significand, exponent, fraction, full) = (0UL, 0, false, false);
        var at = negative ? 1 : 0;
        for (; at < json.Length && json[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (json[at] == '.')
            {
                fraction = true;
                full = false;
                continue;
            }
            var digit = (ulong)(json[at] - '0');
            full |= significand > (ulong.MaxValue - digit) / 10;
            if (full) exponent += fraction ? 0 : 1;   // digits that have no room: before the point they count, behind it they are dropped
            else
            {
                significand = (significand * 10) + digit;
                if (fraction) exponent--;
            }
        }
        if (at < json.Length)
        {
            if (!int.TryParse(json[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written))
                written = json[at + 1] == '-' ? -100_000 : 100_000;
            exponent += Math.Clamp(written, -100_000, 100_000);
        }
        value = significand;
        while (value != 0 && exponent < -LargestPower)
        {
            value /= 1e308;
            exponent += LargestPower;
        }
        if (value != 0 && exponent > LargestPower)
        {
            value = 0;
            return false;
        }
        if (value != 0) value = exponent >= 0 ? value * s_powers[exponent] : value / s_powers[-exponent];
        if (negative) value = -value;
        return double.IsFinite(value);
    }
}
