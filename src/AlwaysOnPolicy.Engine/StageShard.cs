using System.Globalization;

namespace AlwaysOnPolicy.Engine;

/// <summary>A piece of a stage's work in blocks: of every so many blocks one.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">Into how many the work is cut.</param>
public sealed record StageShard(int Number, int Count)
{
    private const int Most = 10_000;

    /// <summary>Reads "3/8".</summary>
    /// <exception cref="SettingsException">It is no such text.</exception>
    public static StageShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return parts.Length == 2 && Read(parts[0]) is { } number && Read(parts[1]) is <= Most and var count && number >= 1 && number <= count
            ? new StageShard(number, count)
            : throw new SettingsException($"--shard {text}: write which of how many, as in 3/8, from 1/8 to 8/8, at most {Most} of them.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    /// <summary>Whether a block belongs to it.</summary>
    internal bool Has(int block) => block % Count == Number - 1;

    /// <summary>The file of what it keeps; of a stage that is not cut there is one file.</summary>
    public string FileName(string what) => Count == 1 ? $"{what}.kept" : string.Create(CultureInfo.InvariantCulture, $"{what}.{Number}-of-{Count}.kept");

    private static int? Read(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
