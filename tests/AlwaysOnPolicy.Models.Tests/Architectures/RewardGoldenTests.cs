using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class RewardGoldenTests
{
    [Theory, ModelCases("ForSequenceClassification", Except = ["DebertaV2ForSequenceClassification", "BertForSequenceClassification", "RobertaForSequenceClassification"])]
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

    private static ModelCase Open(string folder)
    {
        CausalGoldenTests.RequireSupport(folder);
        return ModelCase.Open(folder);
    }
}
