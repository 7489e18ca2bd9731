using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>The vocabulary and the merges are read from the file's bytes: however they are spelt and wherever they stand, they mean the same.</summary>
public sealed class LargeListsTests : IDisposable
{
    private const string Text = "the cat  it's naïve 日本";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("merges as texts")]
    [InlineData("merges as pairs")]
    [InlineData("merges first")]
    [InlineData("all but ASCII escaped")]
    [InlineData("on one line")]
    [InlineData("names escaped")]
    [InlineData("an older vocabulary before the one that counts")]
    public void Spelling_and_order_of_the_lists_change_no_id(string form)
    {
        var file = Golden();
        var want = Load(file.ToJsonString()).Encode(Text);
        var model = file["model"]!.AsObject();
        if (form.StartsWith("merges as", StringComparison.Ordinal))
            model["merges"] = new JsonArray([.. model["merges"]!.AsArray().Select(m => Merge(m!, inPairs: form.EndsWith("pairs", StringComparison.Ordinal)))]);
        if (form == "merges first")
        {
            var merges = model["merges"]!.DeepClone();
            model.Remove("merges");
            model.Insert(0, "merges", merges);
        }
        var json = file.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = form != "on one line",
            Encoder = form == "all but ASCII escaped" ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        if (form == "names escaped") json = json.Replace("\"vocab\"", "\"v\\u006fcab\"", StringComparison.Ordinal);
        if (form.StartsWith("an older", StringComparison.Ordinal))
            json = json.Replace("\"vocab\"", "\"vocab\": {\"z\": 1}, \"vocab\"", StringComparison.Ordinal);
        var tokenizer = Load(json);
        tokenizer.Encode(Text).ShouldBe(want);
        tokenizer.Decode(want).ShouldBe(Text);
    }

    [Theory]
    [InlineData("vocab", """{"a": 0, "a": 1}""", "model.vocab lists the token 'a' twice")]
    [InlineData("vocab", """{"a": 0, "b": 0}""", "model.vocab gives the id 0 to 'a' and to 'b'")]
    [InlineData("vocab", """{"a": 4194304}""", "the token 'a' has the id 4194304")]
    [InlineData("vocab", """{"a": [0]}""", "the token 'a' has the id [")]
    [InlineData("vocab", """{"\ud800": 0}""", "model.vocab must be well-formed Unicode text")]
    [InlineData("vocab", """["a"]""", "model.vocab must be an object")]
    [InlineData("merges", """{"a": 0}""", "model.merges must be a list")]
    [InlineData("merges", """["a b c"]""", "model.merges[0] must be two tokens")]
    [InlineData("merges", """["a b", ["a", "b"]]""", "model.merges[1] must be two tokens")]
    [InlineData("merges", """[["a", "b"], "a b"]""", "model.merges[1] must be two tokens")]
    [InlineData("merges", """[["a", "b", "c"]]""", "model.merges[0] must be two tokens")]
    [InlineData("merges", """[["a", ""]]""", "model.merges[0] must be two tokens")]
    [InlineData("merges", """[["a", 1]]""", "model.merges[0] must be two tokens")]
    [InlineData("merges", """[["a", "a"]]""", "model.merges[0] joins 'a' and 'a', but 'aa' is not in the vocabulary")]
    public void A_damaged_list_is_refused_with_its_place(string name, string value, string complaint)
    {
        var (vocabulary, merges) = (name == "vocab" ? value : """{"a": 0, "b": 1, "ab": 2}""", name == "merges" ? value : "[]");
        Should.Throw<CheckpointException>(() => Load($$"""{"version": "1.0", "model": {"type": "BPE", "vocab": {{vocabulary}}, "merges": {{merges}} } }"""))
            .Message.ShouldContain(complaint);
    }

    [Fact]
    public void A_table_holds_more_tokens_than_were_expected()
    {
        var table = new TokenTable(expected: 0, bytes: 0);
        for (var i = 0; i < 5_000; i++) table.TryAdd(Encoding.UTF8.GetBytes($"tökén {i}"), 2 * i).ShouldBeTrue();
        table.TryAdd("tökén 7"u8, 9_999).ShouldBeFalse();
        (table.Count, table.HighestId).ShouldBe((5_000, 9_998));
        for (var i = 0; i < 5_000; i++)
        {
            table.TryGetId($"tökén {i}", out var id).ShouldBeTrue();
            id.ShouldBe(2 * i);
            Encoding.UTF8.GetString(table.BytesOf(id)).ShouldBe($"tökén {i}");
        }
        table.TryGetId("tökén 5000", out _).ShouldBeFalse();
        table.TryGetId("\ud800", out _).ShouldBeFalse();
        table.Has(3).ShouldBeFalse();
    }

    private static JsonNode Merge(JsonNode merge, bool inPairs)
    {
        string[] two = merge is JsonArray pair ? [.. pair.Select(t => t!.GetValue<string>())] : merge.GetValue<string>().Split(' ');
        return inPairs ? new JsonArray(two[0], two[1]) : JsonValue.Create(string.Join(' ', two));
    }

    private static JsonObject Golden() => JsonNode.Parse(File.ReadAllText(Goldens.Material("tokenizers/trained-byte-bpe/tokenizer.json")))!.AsObject();

    private Tokenizer Load(string json)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "tokenizer.json"), json);
        return Tokenizer.Load(_folder.Path);
    }
}
