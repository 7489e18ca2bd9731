using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class EncoderRewardGoldenTests
{
    private const double Close = 1e-4;

    [Theory, ModelCases("DebertaV2ForSequenceClassification", "BertForSequenceClassification", "RobertaForSequenceClassification")]
    public void States_scores_loss_and_every_gradient_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var model = ModelFolder.Load(folder, EncoderArchitectures.ReadClassifier);
        foreach (var side in golden.Inputs)
        {
            using var noGrad = no_grad();
            var states = new List<Tensor>();
            var (ids, mask, types) = (golden.Ids(side), golden.Mask(side), golden.IntegersOrNull(side, "token_type_ids"));
            var hidden = model.Hidden(ids, mask, types, states);
            for (var i = 0; i < states.Count; i++)
                if (golden.Has($"{side}.hidden_states.{i}"))
                    states[i].ShouldBeClose(golden.Expected($"{side}.hidden_states.{i}"), Close, $"{side} state {i}", mask);
            if (golden.Has($"{side}.last_hidden_state")) hidden.ShouldBeClose(golden.Expected($"{side}.last_hidden_state"), Close, $"{side} states", mask);
            if (model is DebertaV2 deberta) deberta.Pooled(hidden).ShouldBeClose(golden.Expected($"{side}.pooled"), Close, $"{side} pooled");
            model.Rewards(ids, mask, types).ShouldBeClose(golden.Expected($"{side}.logits").squeeze(-1), Close, side);
        }
        if (golden.Has("relative_embeddings"))
            ((DebertaV2)model).RelativeEmbeddings!.ShouldBeClose(golden.Expected("relative_embeddings"), 1e-5, "relative embeddings");

        var loss = golden.Json.GetProperty("loss");
        var batch = loss.GetProperty("batch").GetString()!;
        var labels = tensor(loss.GetProperty("labels").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        var value = nn.functional.mse_loss(model.Rewards(golden.Ids(batch), golden.Mask(batch), golden.IntegersOrNull(batch, "token_type_ids")), labels);
        value.backward();
        value.ToDouble().ShouldBe(loss.GetProperty("value").GetDouble(), 1e-5);
        golden.CheckGradients(model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    [Theory, ModelCases("DebertaV2ForSequenceClassification", "BertForSequenceClassification", "RobertaForSequenceClassification")]
    public void A_row_alone_scores_as_in_its_batch_and_pairs_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(folder, EncoderArchitectures.ReadClassifier);
        var (ids, mask, types) = (golden.Ids("right"), golden.Mask("right"), golden.IntegersOrNull("right", "token_type_ids"));
        var rewards = model.Rewards(ids, mask, types);
        for (var b = 0; b < ids.shape[0]; b++)
        {
            var length = mask[b].sum().item<long>();
            Tensor Row(Tensor of) => of.narrow(0, b, 1).narrow(1, 0, length);
            model.Rewards(Row(ids), Row(mask), types is null ? null : Row(types)).ShouldBeClose(rewards.narrow(0, b, 1), 1e-5, $"row {b}");
        }
        if (!golden.Json.TryGetProperty("pairwise", out var pairwise)) return;
        rewards.ShouldBeClose(tensor(pairwise.GetProperty("rewards").EnumerateArray().Select(v => v.GetSingle()).ToArray()), Close, "rewards");
        (rewards[0] - rewards[1]).sigmoid().ToDouble().ShouldBe(pairwise.GetProperty("probability_row0_over_row1").GetDouble(), 1e-5);
    }

    [Theory, ModelCases("DebertaV2ForSequenceClassification")]
    public void Buckets_of_relative_positions_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        Assert.SkipUnless(golden.Json.TryGetProperty("relative_positions", out var expected), "the reference lists no relative positions");
        using var scope = NewDisposeScope();
        using var encoder = new DebertaEncoder(DebertaV2Config.Read(ModelFolder.ReadConfig(folder)));
        var length = expected.GetProperty("shape")[0].GetInt64();
        var buckets = encoder.Buckets(length);
        buckets[0].data<long>().ToArray().ShouldBe(expected.GetProperty("first_row").EnumerateArray().Select(v => v.GetInt64()));
        buckets[length - 1].data<long>().ToArray().ShouldBe(expected.GetProperty("last_row").EnumerateArray().Select(v => v.GetInt64()));
    }
}
