using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Patterns as Oniguruma writes them, in .NET's words.</summary>
public sealed class PatternTranslationTests
{
    [Theory]
    [InlineData(@"\p{L}++a", @"(?>\p{L}+)a")]
    [InlineData(@"[^\r\n]?+\p{L}*+", @"(?>[^\r\n]?)(?>\p{L}*)")]
    [InlineData(@"(?:a|b(c))++", @"(?>(?:a|b(c))+)")]
    [InlineData(@"a{1,3}+", @"(?:a{1,3})+")]
    [InlineData(@"a+?b??c{2}?", @"a+?b??c{2}?")]
    [InlineData(@" ?[^(\s|[.,!?])]+", @" ?[^(\s|.,!?)]+")]
    [InlineData(@"[\p{L}&&[^a-c]]", @"[\p{L}-[a-c]]")]
    [InlineData(@"[]a]|[^]b]\]\+", @"[]a]|[^]b]\]\+")]
    public void What_the_two_engines_write_differently_is_rewritten(string pattern, string expected) => PatternTranslation.Of(pattern).ShouldBe(expected);

    [Theory]
    [InlineData(@"\w+", @"\w")]
    [InlineData(@"[[:alpha:]]", "[[:")]
    [InlineData(@"[a[^b]]", "[^b]")]
    [InlineData(@"[a&&b]", "&&")]
    [InlineData(@"[ab", "'['")]
    public void What_has_no_counterpart_is_named(string pattern, string said) =>
        Should.Throw<FormatException>(() => PatternTranslation.Of(pattern)).Message.ShouldContain(said);
}
