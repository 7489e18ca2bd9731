using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Embeddings;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class EncoderGoldenTests
{
    [Theory, ModelCases("BertModel")]
    public void States_embeddings_loss_and_every_gradient_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var model = SentenceEncoder.LoadEncoder(folder);
        foreach (var input in golden.Inputs)
        {
            using var noGrad = no_grad();
            var states = new List<Tensor>();
            var mask = golden.Mask(input);
            var hidden = model.Hidden(golden.Ids(input), mask, golden.IntegersOrNull(input, "token_type_ids"), states);
            hidden.ShouldBeClose(golden.Expected($"{input}.token_embeddings"), 1e-4, input, mask);
            for (var i = 0; i < states.Count; i++) states[i].ShouldBeClose(golden.Expected($"{input}.hidden_states.{i}"), 1e-4, $"{input} {i}", mask);

            SentenceEncoder.MeanOverMask(hidden, mask).ShouldBeClose(golden.Expected($"{input}.mean"), 1e-4, input);
            var sentences = Sentences(model, golden, input);
            sentences.ShouldBeClose(golden.Expected($"{input}.sentence_embedding"), 1e-5, input);
            sentences.matmul(sentences.t()).ShouldBeClose(golden.Expected($"{input}.cosine"), 1e-5, input);
        }

        var loss = golden.Json.GetProperty("loss");
        var value = (Sentences(model, golden, loss.GetProperty("batch").GetString()!) * golden.Expected("loss_target")).sum();
        value.backward();
        value.ToDouble().ShouldBe(loss.GetProperty("value").GetDouble(), 1e-5);
        golden.CheckGradients(model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    private static Tensor Sentences(Encoder model, ModelCase golden, string input)
    {
        var mask = golden.Mask(input);
        var mean = SentenceEncoder.MeanOverMask(model.Hidden(golden.Ids(input), mask, golden.IntegersOrNull(input, "token_type_ids")), mask);
        return mean / mean.norm(1, keepdim: true);
    }
}
