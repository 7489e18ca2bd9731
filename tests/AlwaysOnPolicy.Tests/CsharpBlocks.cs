namespace AlwaysOnPolicy.Tests;

/// <summary>The programs in the fenced csharp blocks of a page.</summary>
internal static class CsharpBlocks
{
    private const string Fence = "```", Program = "```csharp", Compiled = "```csharp compiled", Output = "```text";

    /// <param name="Place">Page and line, for messages.</param>
    /// <param name="Runs">Unless the page marks it with "compiled", since it needs what a test has not.</param>
    /// <param name="Shows">What the page says that it prints, in the text block that follows; null where none follows.</param>
    public sealed record Block(string Place, string Code, bool Runs, string? Shows);

    public static IEnumerable<Block> Of(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is not (Program or Compiled)) continue;
            var (first, code) = (i, Body(lines, ref i));
            var next = i + 1;
            while (next < lines.Length && lines[next].Length == 0) next++;
            var shows = next < lines.Length && lines[next] == Output ? Body(lines, ref next) : null;
            yield return new($"{page}:{first + 1}", code, lines[first] == Program, shows);
        }
    }

    private static string Body(string[] lines, ref int fence)
    {
        var from = fence + 1;
        while (lines[++fence] != Fence) { }
        return string.Join('\n', lines[from..fence]);
    }
}
