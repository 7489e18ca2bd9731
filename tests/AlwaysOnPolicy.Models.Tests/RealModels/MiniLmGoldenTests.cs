using AlwaysOnPolicy.Models.Embeddings;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Models.Tests.RealModels;

public sealed class MiniLmGoldenTests
{
    [Fact]
    public void Ids_embeddings_and_cosines_equal_the_reference()
    {
        var folder = RealModels.MiniLm();
        var expected = Goldens.Json(Goldens.File_("minilm", "expected.json"));
        RealModels.Sha256(Path.Combine(folder, "model.safetensors")).ShouldBe(expected.GetProperty("weights_sha256").GetString());
        var items = expected.GetProperty("items").EnumerateArray().ToArray();
        string[] texts = [.. items.Select(i => i.GetProperty("text").GetString()!)];

        var tokenizer = Tokenizer.Load(folder);
        var options = new EncodeOptions { MaxLength = expected.GetProperty("max_seq_length").GetInt32() };
        foreach (var item in items)
            tokenizer.EncodePair(item.GetProperty("text").GetString()!, null, options).Ids
                .ShouldBe(item.GetProperty("ids").EnumerateArray().Select(v => v.GetInt32()));

        using var encoder = SentenceEncoder.Load(folder);
        var batched = encoder.Encode(texts);
        var alone = texts.Select(t => encoder.Encode([t])[0]).ToArray();
        var cosines = expected.GetProperty("cosine").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            double[] embedding = [.. items[i].GetProperty("embedding").EnumerateArray().Select(v => v.GetDouble())];
            batched[i].Length.ShouldBe(embedding.Length);
            for (var d = 0; d < embedding.Length; d++)
            {
                ((double)batched[i][d]).ShouldBe(embedding[d], 2e-6, $"'{texts[i]}' in a batch, dimension {d}");
                ((double)alone[i][d]).ShouldBe(embedding[d], 2e-6, $"'{texts[i]}' alone, dimension {d}");
            }
            for (var j = 0; j < texts.Length; j++)
                batched[i].Zip(batched[j], (a, b) => (double)a * b).Sum().ShouldBe(cosines[i][j], 2e-6, $"'{texts[i]}' and '{texts[j]}'");
        }
    }
}
