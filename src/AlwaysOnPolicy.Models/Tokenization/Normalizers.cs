using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The step that changes a text before it is split.</summary>
internal static class Normalizers
{
    private const string Supported = "BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, StripAccents, Sequence";

    public static Func<string, string> Read(JsonElement part) => part.ValueKind == JsonValueKind.Null ? t => t : part.Type() switch
    {
        "BertNormalizer" => Bert(part),
        "Lowercase" => Lowercase,
        "NFC" => t => t.Normalize(NormalizationForm.FormC),
        "NFD" => t => t.Normalize(NormalizationForm.FormD),
        "NFKC" => t => t.Normalize(NormalizationForm.FormKC),
        "NFKD" => t => t.Normalize(NormalizationForm.FormKD),
        "StripAccents" => t => Without(t, UnicodeCategory.NonSpacingMark),
        "Sequence" => Sequence([.. part.GetProperty("normalizers").EnumerateArray().Select(Read)]),
        var other => throw JsonComponents.Unsupported("normalizer", other, Supported),
    };

    private static Func<string, string> Sequence(Func<string, string>[] steps) => text => steps.Aggregate(text, (t, step) => step(t));

    private static Func<string, string> Bert(JsonElement part)
    {
        var lowercase = part.Flag("lowercase", true);
        var (clean, chinese, accents) = (part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true), part.Flag("strip_accents", lowercase));
        return text =>
        {
            if (clean) text = Clean(text);
            if (chinese) text = SpaceRoundIdeographs(text);
            if (accents) text = Without(text.Normalize(NormalizationForm.FormD), UnicodeCategory.NonSpacingMark);
            return lowercase ? Lowercase(text) : text;
        };
    }

    /// <summary>Rune by rune, without the context rules of whole-string lowering.</summary>
    private static string Lowercase(string text) => Map(text, (rune, output) =>
    {
        if (rune.Value == 0x130) output.Append("i\u0307");   // the one letter whose lower case is two
        else output.Append(Rune.ToLowerInvariant(rune));
    });

    private static string Clean(string text) => Map(text, (rune, output) =>
    {
        if (rune.Value is 0 or 0xFFFD) return;
        if (rune.Value is '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune)) output.Append(' ');
        else if (!IsOther(rune)) output.Append(rune);
    });

    private static bool IsOther(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    private static string SpaceRoundIdeographs(string text) => Map(text, (rune, output) =>
    {
        if (IsIdeograph(rune.Value)) output.Append(' ').Append(rune).Append(' ');
        else output.Append(rune);
    });

    private static bool IsIdeograph(int c) =>
        c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static string Without(string text, UnicodeCategory category) => Map(text, (rune, output) =>
    {
        if (Rune.GetUnicodeCategory(rune) != category) output.Append(rune);
    });

    private static string Map(string text, Action<Rune, StringBuilder> append)
    {
        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) append(rune, output);
        return output.ToString();
    }
}
