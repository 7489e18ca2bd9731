using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class SealedJsonTests
{
    private const string Object = "{\n  \"a\": 1,\n  \"files\": []\n}\n";

    [Fact]
    public void Sealed_json_is_json_with_one_property_more()
    {
        var root = JsonDocument.Parse(SealedJson.Seal(Object)).RootElement;
        root.EnumerateObject().Select(p => p.Name).ShouldBe(["a", "files", "seal"]);
        SealedJson.FindDamage(SealedJson.Seal(Object)).ShouldBeNull();
        SealedJson.IsSealed(SealedJson.Seal(Object)).ShouldBeTrue();
    }

    [Fact]
    public void What_was_never_sealed_has_no_damage()
    {
        SealedJson.FindDamage(Encoding.UTF8.GetBytes(Object)).ShouldBeNull();
        SealedJson.IsSealed(Encoding.UTF8.GetBytes(Object)).ShouldBeFalse();
    }

    [Fact]
    public void Any_flipped_bit_is_found_or_makes_it_no_json()
    {
        var whole = SealedJson.Seal(Object);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var file = whole.ToArray();
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SealedJson.FindDamage(file) is null) Should.Throw<JsonException>(() => JsonDocument.Parse(file), $"bit {bit}");
        }
    }
}
