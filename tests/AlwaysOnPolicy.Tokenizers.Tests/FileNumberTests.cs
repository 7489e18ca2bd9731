using System.Globalization;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Numbers of tokenizer.json: as the reference's parser reads them, not always to the nearest double.</summary>
public sealed class FileNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0.5")]
    [InlineData("-9.54321")]
    [InlineData("1e-7")]
    [InlineData("12345678901234567890")]
    [InlineData("1.5E+3")]
    [InlineData("0e999999")]
    public void Short_numbers_are_the_nearest_double(string json) => Read(json).ShouldBe(double.Parse(json, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("-10.123456789012345678", 10123456789012345678UL, 1e18)]   // 20 digits fit 64 bits
    [InlineData("-2.0122201442718506", 20122201442718506UL, 1e16)]
    [InlineData("-3.00000000000000000009", 300000000000000000UL, 1e17)]     // what has no room is dropped
    public void Long_ones_are_their_digits_divided_once(string json, ulong digits, double by) => Read(json).ShouldBe(-(digits / by));

    [Fact]
    public void What_is_beyond_a_double_is_none()
    {
        FileNumber.TryRead("1e309"u8, out _).ShouldBeFalse();
        FileNumber.TryRead("1e99999999999999999999"u8, out _).ShouldBeFalse();
        Read("1e-400").ShouldBe(0);
    }

    private static double Read(string json) => FileNumber.TryRead(System.Text.Encoding.ASCII.GetBytes(json), out var value)
        ? value : throw new FormatException(json);
}
