using AlwaysOnPolicy.Tokenizers.Training;

namespace AlwaysOnPolicy.Tokenizers.Tests;

public sealed class ByteBpeTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-bpe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_commonest_pair_is_merged_first_and_merged_pairs_are_merged_on()
    {
        // Words: "aab" three times, " aab" twice, "cd" once. Pairs: a+a 5, a+b 5, of which a+a has the smaller ids; then aa+b 5; then Ġ+aab 2; c+d is there
        // once.
        var learnt = ByteBpeTrainer.Train(["aab aab", "aab", "aab aab", "cd"], 256 + 1 + 10, ["<end>"]);
        learnt.Merges.ShouldBe([("a", "a"), ("aa", "b"), ("Ġ", "aab")]);
        learnt.Tokens.Count.ShouldBe(1 + 256 + 3);
        learnt.Tokens[0].ShouldBe("<end>");
        learnt.Tokens[^1].ShouldBe("Ġaab");
    }

    [Fact]
    public void It_stops_at_the_size_asked_for() => ByteBpeTrainer.Train(["aab aab", "aab"], 256 + 1, []).Merges.Count.ShouldBe(1);

    [Fact]
    public void What_is_written_reads_every_text_back_and_splits_by_the_merges()
    {
        var learnt = ByteBpeTrainer.Train(["aab aab", "aab aab"], 300, ["<end>"]);
        learnt.Write(_folder, ["<end>"], new Dictionary<string, string> { ["eos_token"] = "<end>" }, 64);
        var tokenizer = Tokenizer.Load(_folder);
        tokenizer.EosId.ShouldBe(0);
        tokenizer.Encode("aab aab<end>").Select(tokenizer.TokenOf).ShouldBe(["aab", "Ġaab", "<end>"]);
        foreach (var text in new[] { "Grüße, 世界 👋\n\ttab", "it's 3 o'clock", "" }) tokenizer.Decode(tokenizer.Encode(text)).ShouldBe(text);
    }
}
