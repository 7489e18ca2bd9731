using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class RewardGoldenTests
{
    [Theory, ModelCases("ForSequenceClassification", Except = ["DebertaV2ForSequenceClassification", "BertForSequenceClassification",
        "RobertaForSequenceClassification"])]
    public void Scores_loss_and_every_gradient_equal_the_reference(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var network = ModelFolder.LoadReward(folder);
        foreach (var side in golden.Inputs)
        {
            using var noGrad = no_grad();
            var (ids, mask) = (golden.Ids(side), golden.Mask(side));
            network.Rewards(ids, mask).ShouldBeClose(golden.Expected($"{side}.logits").squeeze(-1), 1e-4, side);
            network.Trunk.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)).ShouldBeClose(golden.Expected($"{side}.last_hidden_state"), 1e-4, side, mask);
        }

        var loss = golden.Json.GetProperty("loss");
        var batch = loss.GetProperty("batch").GetString()!;
        var labels = tensor(loss.GetProperty("labels").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        var value = nn.functional.mse_loss(network.Rewards(golden.Ids(batch), golden.Mask(batch)), labels);
        value.backward();
        value.ToDouble().ShouldBe(loss.GetProperty("value").GetDouble(), 1e-5);
        golden.CheckGradients(ModelFolder.NamesOnDisk(network).Select(p => (p.Key, p.Value)));
    }

    [Theory, ModelCases("ForSequenceClassification", Except = ["DebertaV2ForSequenceClassification", "BertForSequenceClassification",
        "RobertaForSequenceClassification"])]
    public void Saved_it_keeps_its_options_and_names_and_scores_alike(string folder)
    {
        var golden = Open(folder);
        using var target = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = ModelFolder.LoadReward(folder);
        ModelFolder.SaveReward(network, target.Path, tokenizer: null);
        using var again = ModelFolder.LoadReward(target.Path);

        var (ids, mask) = (golden.Ids("right"), golden.Mask("right"));
        again.Rewards(ids, mask).ShouldBeIdentical(network.Rewards(ids, mask));
        SafeTensors.Read(target.File("model.safetensors")).Keys.ShouldBe(SafeTensors.Read(Path.Combine(folder, "model.safetensors")).Keys, ignoreOrder: true);
        var saved = Goldens.Json(target.File("config.json"));
        foreach (var option in Goldens.Json(Path.Combine(folder, "config.json")).EnumerateObject())
            if (option.Name is not ("dtype" or "torch_dtype"))
                saved.GetProperty(option.Name).GetRawText().Replace(" ", "").Replace("\n", "")
                    .ShouldBe(option.Value.GetRawText().Replace(" ", "").Replace("\n", ""), option.Name);
    }

    private static ModelCase Open(string folder)
    {
        CausalGoldenTests.RequireSupport(folder);
        return ModelCase.Open(folder);
    }
}
