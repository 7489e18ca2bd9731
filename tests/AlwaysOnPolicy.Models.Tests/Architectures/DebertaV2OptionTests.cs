using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Options of DeBERTa that the reference numbers do not cover, against the paper's formulas written out number by number.</summary>
public sealed class DebertaV2OptionTests
{
    private const int Hidden = 6, Heads = 2, HeadSize = 3, Length = 9;

    [Theory]
    [InlineData("""["c2p", "p2c"]""", true, 4)]
    [InlineData("""["c2p", "p2c"]""", false, 4)]
    [InlineData("\"p2c|c2p\"", false, -1)]
    [InlineData("""["c2p"]""", false, 4)]
    [InlineData("""["p2c"]""", true, -1)]
    [InlineData("[]", true, 4)]
    [InlineData("null", true, 4)]
    public void Attention_equals_its_formula(string kinds, bool share, int buckets)
    {
        var config = Read($$""" "relative_attention": true, "pos_att_type": {{kinds}}, "share_att_key": {{(share ? "true" : "false")}}, "position_buckets": {{buckets}} """);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var attention = TinyModels.Randomized(new DisentangledAttention(config));
        using var encoder = new DebertaEncoder(config);
        var (x, relative) = (randn(1, Length, Hidden), randn(2 * config.Span, Hidden));
        var place = encoder.Buckets(Length);

        var mixed = attention.Run(x, zeros(1, 1, 1, Length), relative, place);

        Tensor Map(string name, Tensor of) => nn.functional.linear(of, attention.get_parameter($"{name}.weight")!, attention.get_parameter($"{name}.bias"));
        var (q, k, v) = (Map("query_proj", x[0]), Map("key_proj", x[0]), Map("value_proj", x[0]));
        var positionKeys = config.ContentToPosition ? Map(share ? "key_proj" : "pos_key_proj", relative) : null;
        var positionQueries = config.PositionToContent ? Map(share ? "query_proj" : "pos_query_proj", relative) : null;
        var terms = 1 + (positionKeys is null ? 0 : 1) + (positionQueries is null ? 0 : 1);
        var expected = zeros(Length, Hidden);
        for (var h = 0; h < Heads; h++)
        {
            Tensor Row(Tensor of, long i) => of[i].narrow(0, h * HeadSize, HeadSize);
            var scores = zeros(Length, Length);
            for (var i = 0; i < Length; i++)
                for (var j = 0; j < Length; j++)
                {
                    var at = Math.Clamp(place[i, j].item<long>() + config.Span, 0, (2 * config.Span) - 1);
                    var score = Row(q, i).dot(Row(k, j));
                    if (positionKeys is not null) score += Row(q, i).dot(Row(positionKeys, at));
                    if (positionQueries is not null) score += Row(k, j).dot(Row(positionQueries, at));
                    scores[i, j] = score / Math.Sqrt(HeadSize * terms);
                }
            expected.narrow(1, h * HeadSize, HeadSize).copy_(scores.softmax(-1).matmul(v.narrow(1, h * HeadSize, HeadSize)));
        }
        mixed[0].ShouldBeClose(expected, 1e-4, kinds);
    }

    [Fact]
    public void Token_types_absolute_positions_and_a_narrower_embedding_are_added_up()
    {
        var config = Read(""" "type_vocab_size": 2, "position_biased_input": true, "embedding_size": 4 """);
        using var scope = NewDisposeScope();
        using var embeddings = TinyModels.Randomized(new DebertaEmbeddings(config));
        long[] ids = [3, 4, 5], types = [0, 1, 1];

        var x = embeddings.Run(tensor(ids).unsqueeze(0), tensor(types).unsqueeze(0), tensor(new[] { 1L, 1, 0 }).unsqueeze(0));

        Tensor Table(string name) => embeddings.get_parameter($"{name}.weight")!;
        var sum = stack([.. Enumerable.Range(0, 3).Select(t => Table("word_embeddings")[ids[t]] + Table("position_embeddings")[t] +
            Table("token_type_embeddings")[types[t]])]);
        var wide = sum.matmul(Table("embed_proj").t());
        var normed = nn.functional.layer_norm(wide, [Hidden], Table("LayerNorm"), embeddings.get_parameter("LayerNorm.bias")!, 1e-7);
        x[0].narrow(0, 0, 2).ShouldBeClose(normed.narrow(0, 0, 2), 1e-5, "real tokens");
        x[0][2].ShouldBeClose(zeros(Hidden), 0, "padding");
    }

    [Fact]
    public void Without_relative_attention_there_are_no_relative_embeddings()
    {
        using var model = new DebertaV2(Read(""" "pos_att_type": ["c2p"] """));
        model.RelativeEmbeddings.ShouldBeNull();
        model.named_parameters().Select(p => p.name).ShouldAllBe(n => !n.Contains("rel_embeddings") && !n.Contains("pos_"));
    }

    [Theory]
    [InlineData(""" "conv_kernel_size": 3 """, "conv_kernel_size")]
    [InlineData(""" "pos_att_type": ["p2p"] """, "pos_att_type names 'p2p'")]
    [InlineData(""" "norm_rel_ebd": "batch_norm" """, "norm_rel_ebd names 'batch_norm'")]
    [InlineData(""" "pooler_hidden_size": 12 """, "pooler_hidden_size")]
    [InlineData(""" "pooler_hidden_act": "xielu" """, "pooler_hidden_act")]
    [InlineData(""" "position_buckets": 2 """, "position_buckets")]
    public void What_is_not_built_is_refused_by_name(string option, string complaint) =>
        Should.Throw<CheckpointException>(() => Read(option)).Message.ShouldContain(complaint);

    private static DebertaV2Config Read(string options) => DebertaV2Config.Read(TinyModels.Config($$"""
        {
            "model_type": "deberta-v2", "vocab_size": 11, "hidden_size": {{Hidden}}, "intermediate_size": 8, "num_hidden_layers": 1,
            "num_attention_heads": {{Heads}}, "max_position_embeddings": 16, {{options}}
        }
        """));
}
