using System.Text;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Puts one text wherever a pattern matches.</summary>
internal sealed class Replace(FilePattern pattern, string content) : NormalizerStep
{
    public static Replace Read(ComponentJson part) => new(FilePattern.Read(part), part.Text("content"));

    public override bool KeepsBeginning(string text) =>
        content.Length > 0 || (pattern.Literal is { } literal
            ? !text.StartsWith(literal, StringComparison.Ordinal) : pattern.Matches(text) is not [(0, > 0), ..]);

    protected override string Change(string text, Alignment? alignment)
    {
        if (alignment is null && pattern.Literal is { } literal) return text.Replace(literal, content, StringComparison.Ordinal);
        var output = new StringBuilder(text.Length);
        var plain = 0;
        foreach (var (start, end) in pattern.Matches(text))
        {
            output.Append(text, plain, start - plain).Append(content);
            alignment?.KeepTo(start);
            alignment?.SkipTo(end);
            alignment?.Insert(content.Length);
            plain = end;
        }
        alignment?.KeepTo(text.Length);
        return plain == 0 ? text : output.Append(text, plain, text.Length - plain).ToString();
    }
}
