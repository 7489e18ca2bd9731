using System.Text.Json;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Folders whose files say two things compute what transformers computes there.</summary>
public sealed class TransformersFolderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Logits_of_a_head_beside_a_config_that_ties_it_are_transformers(string name)
    {
        var folder = Goldens.RequireOddInput($"own-head-beside-tied-config/{name}");
        var expected = Goldens.Json(Path.Combine(folder, "expected.json"));
        using var model = ModelFolder.LoadCausal(folder);
        using var noGrad = no_grad();
        var (hidden, width) = Hidden(model, Ids(expected.GetProperty("input_ids")));
        model.Logits(hidden)[0, width - 1].ShouldBeClose(tensor(Floats(expected.GetProperty("last_logits"))), 1e-4, name);   // five decimals are written
    }

    [Fact]
    public void Scores_of_rows_with_and_without_an_end_that_is_the_padding_are_transformers()
    {
        var folder = Goldens.RequireOddInput("reward-ends-in-pad/rm-gpt2");
        var expected = Goldens.Json(Path.Combine(folder, "expected.json"));
        using var model = ModelFolder.LoadReward(folder);
        using var noGrad = no_grad();
        int[][] rows = [.. expected.GetProperty("input_ids").EnumerateArray().Select(Ids)];
        var (ids, mask) = PaddedRows.Right(rows, padId: 0);
        model.Rewards(ids, mask).ShouldBeClose(tensor(Floats(expected.GetProperty("scores"))), 1e-5, "scores");
    }

    /// <summary>The same on a model made here, with the head's product written out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Logits_are_the_own_heads_product_and_not_the_embeddings(bool gpt2)
    {
        using var folder = new TemporaryFolder();
        using CausalModel model = gpt2 ? TinyModels.Gpt2(tied: false) : TinyModels.Llama(tied: false);
        ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);
        TinyModels.Edit(folder.Path, "config.json", c => c["tie_word_embeddings"] = true);
        using var loaded = ModelFolder.LoadCausal(folder.Path);
        using var noGrad = no_grad();
        var (hidden, _) = Hidden(loaded, [3, 4, 5]);
        var stored = SafeTensors.Read(folder.File("model.safetensors"));
        loaded.Logits(hidden).ShouldBeClose(matmul(hidden, stored["lm_head.weight"].t()), 1e-6, "head");
        var tied = matmul(hidden, stored[loaded.EmbeddingName].t());
        (loaded.Logits(hidden) - tied).abs().max().item<float>().ShouldBeGreaterThan(0.1f);
    }

    private static (Tensor Hidden, int Width) Hidden(CausalModel model, int[] row)
    {
        var (ids, mask) = PaddedRows.Right([row]);
        return (model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)), row.Length);
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetInt32())];

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetSingle())];
}
