using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Rewards;

/// <summary>Which token a reward model scores: the one that transformers scores, which takes the last that is not config.json's pad_token_id.</summary>
public sealed class RewardPaddingTests : IDisposable
{
    private const int End = 1;
    private static readonly int[] s_ended = [5, 6, 7, End], s_cut = [5, 6, 7];
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loaded_row_that_ends_in_the_padding_id_is_scored_before_it(bool gpt2)
    {
        using var network = Network(gpt2);
        ModelFolder.SaveReward(network, _folder.Path, tokenizer: null);
        var (atEnd, beforeEnd) = (Score(network, s_ended), Score(network, s_cut));
        Math.Abs(atEnd - beforeEnd).ShouldBeGreaterThan(1e-3f);

        foreach (var (pad, expected) in new (int?, float)[] { (End, beforeEnd), (0, atEnd), (null, atEnd), (-1, atEnd) })
        {
            TinyModels.Edit(_folder.Path, "config.json", c => c["pad_token_id"] = pad);
            if (pad == -1 && !gpt2) continue;   // embeddings of Llama's kind have a row for their padding
            using var loaded = ModelFolder.LoadReward(_folder.Path);
            Score(loaded, s_ended).ShouldBe(expected, 1e-5, $"pad {pad}");
            var (ids, mask) = PaddedRows.Right([s_ended, [5, 6, 7, 8, 9]], padId: End);
            loaded.Rewards(ids, mask)[0].item<float>().ShouldBe(expected, 1e-5, $"pad {pad}, in a batch");
        }
    }

    [Theory]
    [InlineData(true, "<end>", TinyModels.Vocabulary)]    // the only padding is the end: a token is added, and its row of the embedding
    [InlineData(false, "<end>", TinyModels.Vocabulary)]
    [InlineData(true, "<pad>", 0)]                        // one of its own
    [InlineData(true, null, TinyModels.Vocabulary)]
    public void A_new_reward_model_is_saved_with_a_padding_that_ends_no_row(bool gpt2, string? padToken, int expected)
    {
        using var network = Network(gpt2);
        var tokenizer = WriteTokenizer(padToken, TinyModels.Vocabulary);
        var score = Score(network, s_ended);

        ModelFolder.SaveReward(network, _folder.Path, tokenizer);

        Pad().ShouldBe(expected);
        var again = Tokenizer.Load(_folder.Path);
        again.PadId.ShouldBe(expected);
        foreach (var text in new[] { "w5 w6 <end>", "w23 nothing" }) again.Encode(text).ShouldBe(tokenizer.Encode(text));
        ModelFolder.RequireFit(_folder.Path, again);
        using var loaded = ModelFolder.LoadReward(_folder.Path);
        loaded.VocabularySize.ShouldBe(Math.Max(TinyModels.Vocabulary, expected + 1));
        Score(loaded, s_ended).ShouldBe(score, 1e-6);

        // transformers' rule, written out: of a row filled up with the padding it looks past that and no further.
        int[] padded = [.. s_ended, expected, expected];
        Array.FindLastIndex(padded, id => id != expected).ShouldBe(s_ended.Length - 1);
    }

    [Fact]
    public void A_row_of_the_embedding_that_no_token_uses_becomes_the_padding()
    {
        using var network = Network(gpt2: true);
        ModelFolder.SaveReward(network, _folder.Path, WriteTokenizer("<end>", tokens: 20));
        Pad().ShouldBe(20);
        using var loaded = ModelFolder.LoadReward(_folder.Path);
        loaded.VocabularySize.ShouldBe(TinyModels.Vocabulary);
        Tokenizer.Load(_folder.Path).PadId.ShouldBe(20);
    }

    [Fact]
    public void What_was_loaded_with_a_padding_keeps_it_and_its_scores()
    {
        using var source = new TemporaryFolder();
        using (var network = Network(gpt2: true)) ModelFolder.SaveReward(network, source.Path, tokenizer: null);
        TinyModels.Edit(source.Path, "config.json", c => c["pad_token_id"] = End);
        using var loaded = ModelFolder.LoadReward(source.Path);
        ModelFolder.SaveReward(loaded, _folder.Path, WriteTokenizer("<end>", TinyModels.Vocabulary));
        Pad().ShouldBe(End);
        using var again = ModelFolder.LoadReward(_folder.Path);
        Score(again, s_ended).ShouldBe(Score(loaded, s_ended));
    }

    [Fact]
    public void The_saved_folder_names_what_ends_an_answer()
    {
        using var network = Network(gpt2: true);
        ModelFolder.SaveReward(network, _folder.Path, WriteTokenizer("<pad>", TinyModels.Vocabulary), new GenerationDefaults { EosIds = [End, 7] });
        JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!["eos_token_id"]!.ToJsonString().ShouldBe("[1,7]");
    }

    private static RewardNetwork Network(bool gpt2) => TinyModels.Randomized(new RewardNetwork(gpt2 ? TinyModels.Gpt2() : TinyModels.Llama()));

    private Tokenizer WriteTokenizer(string? padToken, int tokens)
    {
        using var place = new TemporaryFolder();
        TinyModels.WriteTokenizer(place.Path, tokens);
        if (padToken != "<pad>")   // no token of that spelling either
        {
            File.WriteAllText(place.File("tokenizer.json"), File.ReadAllText(place.File("tokenizer.json")).Replace("pad", "bos", StringComparison.Ordinal));
            TinyModels.Edit(place.Path, "tokenizer_config.json", c => c["pad_token"] = padToken);
        }
        return Tokenizer.Load(place.Path);
    }

    private int Pad() => JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!["pad_token_id"]!.GetValue<int>();

    private static float Score(RewardNetwork network, int[] row)
    {
        using var noGrad = no_grad();
        var (ids, mask) = PaddedRows.Right([row]);
        return network.Rewards(ids, mask).item<float>();
    }
}
