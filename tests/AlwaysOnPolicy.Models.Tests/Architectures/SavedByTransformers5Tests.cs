using System.Text.Json;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Models whose config.json, as transformers 5 writes it, says something else than the same keys said before; the logits are transformers'
/// own.</summary>
public sealed class SavedByTransformers5Tests
{
    [Fact]
    public void A_Gemma_with_another_activation_gives_the_logits_of_the_reference()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (folder, expected) = Open("gemma-silu");
        using var model = ModelFolder.LoadCausal(folder);
        var ids = Row(expected, "input_ids");
        var mask = ones_like(ids);
        model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1]
            .ShouldBeClose(Numbers(expected.GetProperty("last_logits")), 1e-4, folder);
    }

    [Fact]
    public void A_T5_with_a_head_of_its_own_on_unscaled_states_gives_the_logits_of_the_reference()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (folder, expected) = Open("t5-own-head-unscaled");
        using var model = ModelFolder.Load(folder, ModelFolder.ReadT5Options(folder));
        var ids = Row(expected, "input_ids");
        var logits = model.Decode(Row(expected, "decoder_input_ids"), model.Encode(ids, ones_like(ids)), ones_like(ids))[0];
        logits.ShouldBeClose(stack([.. expected.GetProperty("logits").EnumerateArray().Select(Numbers)]), 1e-4, folder);
    }

    private static (string Folder, JsonElement Expected) Open(string name)
    {
        var folder = Goldens.Material($"saved-by-transformers-5/{name}");
        return (folder, Goldens.Json(Path.Combine(folder, "expected.json")));
    }

    private static Tensor Row(JsonElement json, string name) => tensor(json.GetProperty(name).EnumerateArray().Select(v => v.GetInt64()).ToArray()).unsqueeze(
        0);

    private static Tensor Numbers(JsonElement json) => tensor(json.EnumerateArray().Select(v => v.GetSingle()).ToArray());
}
