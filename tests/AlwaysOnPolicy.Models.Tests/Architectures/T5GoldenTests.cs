using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class T5GoldenTests
{
    private const double Close = 1e-4;

    [Theory, ModelCases("T5ForConditionalGeneration")]
    public void States_logits_position_biases_loss_and_every_gradient_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var model = ModelFolder.Load(folder, T5Config.Read);
        var side = golden.Json.GetProperty("loss").GetProperty("batch").GetString()!;
        var (ids, mask) = (golden.Ids(side), golden.Mask(side));
        var (targets, labels) = (golden.Integers(side, "decoder_input_ids"), golden.Integers(side, "labels"));
        var (encoderStates, decoderStates) = (new List<Tensor>(), new List<Tensor>());

        var encoded = model.Encode(ids, mask, encoderStates);
        var logits = model.Decode(targets, encoded, mask, decoderStates);

        encoded.ShouldBeClose(golden.Expected("encoder_last_hidden_state"), Close, "encoder", mask);
        ShouldEqual(golden, "encoder_hidden_states", encoderStates, model.Config.EncoderLayerCount, mask);
        ShouldEqual(golden, "decoder_hidden_states", decoderStates, model.Config.DecoderLayerCount, null);
        logits.ShouldBeClose(golden.Expected("teacher_forced_logits"), Close, "logits");
        var kept = labels.ne(-100).to(ScalarType.Int64);
        logits.log_softmax(-1).gather(-1, labels.clamp_min(0).unsqueeze(-1)).squeeze(-1)
            .ShouldBeClose(golden.Expected("teacher_forced_logprobs"), Close, "logprobs", kept);
        model.PositionBias(ofDecoder: false, ids.shape[1]).ShouldBeClose(golden.Expected("encoder_position_bias"), 1e-6, "encoder bias");
        model.PositionBias(ofDecoder: true, targets.shape[1]).ShouldBeClose(golden.Expected("decoder_position_bias"), 1e-6, "decoder bias");

        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index: -100);
        loss.backward();
        loss.ToDouble().ShouldBe(golden.Json.GetProperty("loss").GetProperty("value").GetDouble(), 1e-5);
        golden.CheckGradients(model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    [Theory, ModelCases("T5ForConditionalGeneration")]
    public void The_first_step_and_its_two_way_probabilities_equal_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(folder, T5Config.Read);
        var mask = golden.Mask("right");
        var start = full([mask.shape[0], 1], model.Config.DecoderStartId, ScalarType.Int64);

        var logits = model.Decode(start, model.Encode(golden.Ids("right"), mask), mask);

        logits.ShouldBeClose(golden.Expected("first_step_logits"), Close, "first step");
        var twoWay = golden.Json.GetProperty("two_way");
        var tokens = tensor(twoWay.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt64()).ToArray());
        var step = logits.select(1, 0);
        step.index_select(-1, tokens).softmax(-1).ShouldBeClose(Matrix(twoWay.GetProperty("probabilities")), 1e-5, "between two");
        step.softmax(-1).index_select(-1, tokens).ShouldBeClose(Matrix(twoWay.GetProperty("full_softmax_probabilities")), 1e-5, "among all");
    }

    [Theory, ModelCases("T5ForConditionalGeneration")]
    public void Greedy_generation_equals_the_reference(string folder)
    {
        var golden = ModelCase.Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(folder, T5Config.Read);
        var greedy = golden.Json.GetProperty("greedy");
        var mask = golden.Mask("right");
        var encoded = model.Encode(golden.Ids("right"), mask);
        var drawn = full([mask.shape[0], 1], model.Config.DecoderStartId, ScalarType.Int64);
        for (var step = 0; step < greedy.GetProperty("max_new_tokens").GetInt32(); step++)
            drawn = cat([drawn, model.Decode(drawn, encoded, mask).select(1, -1).argmax(-1, keepdim: true)], 1);

        drawn.ShouldBeIdentical(ModelCase.Integers(greedy.GetProperty("output_no_eos")));

        // With an end of text, what follows its first place after the start is padding.
        var ending = greedy.GetProperty("eos");
        var isEnd = drawn.eq(ending.GetProperty("eos_token_id").GetInt64()).to(ScalarType.Int64);
        isEnd.select(1, 0).zero_();
        var isAfter = (isEnd.cumsum(1) - isEnd).gt(0);
        var longest = ModelCase.Integers(ending.GetProperty("output"));
        drawn.masked_fill(isAfter, ModelFolder.ReadGenerationDefaults(folder).PadId!.Value).narrow(1, 0, longest.shape[1]).ShouldBeIdentical(longest);
    }

    private static void ShouldEqual(ModelCase golden, string name, List<Tensor> states, int layers, Tensor? mask)
    {
        states.Count.ShouldBe(layers + 1);
        for (var i = 0; i < states.Count; i++) states[i].ShouldBeClose(golden.Expected($"{name}.{i}"), Close, $"{name} {i}", mask);
    }

    private static Tensor Matrix(System.Text.Json.JsonElement rows) =>
        stack([.. rows.EnumerateArray().Select(r => tensor(r.EnumerateArray().Select(v => v.GetSingle()).ToArray()))]);
}
