using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Heads of one label, by numbers worked out by hand.</summary>
public sealed class EncoderHeadTests
{
    private const string Bert = """{"model_type": "bert", "vocab_size": 24, "hidden_size": 2, "intermediate_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1, "max_position_embeddings": 9, "type_vocab_size": 1}""";
    private const string Roberta = """{"model_type": "roberta", "vocab_size": 24, "hidden_size": 2, "intermediate_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1, "max_position_embeddings": 9, "type_vocab_size": 1, "pad_token_id": 2}""";
    private const string ModernBert = """{"model_type": "modernbert", "vocab_size": 24, "hidden_size": 4, "intermediate_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 9, "pad_token_id": 0}""";

    private static readonly double s_tanh1 = Math.Tanh(1);

    [Fact]
    public void BERT_scores_the_first_place_through_its_pooler()
    {
        using var scope = NewDisposeScope();
        using var model = Still(Bert);
        Set(model, "bert.embeddings.word_embeddings.weight", Table(24, (5, [1, -1]), (6, [-1, 1])));
        Set(model, "bert.pooler.dense.weight", new float[,] { { 1, 0 }, { 0, 1 } });
        Set(model, "classifier.weight", new float[,] { { 2, 3 } });
        Set(model, "classifier.bias", 0.5f);
        var (ids, mask) = PaddedRows.Right([[5, 6, 6], [6, 5]]);

        // Norms of (1, −1) leave it as it is; the branches add nothing.
        double[] expected = [(2 * s_tanh1) - (3 * s_tanh1) + 0.5, (-2 * s_tanh1) + (3 * s_tanh1) + 0.5];
        model.Rewards(ids, mask).ShouldBeClose(tensor(expected).to(ScalarType.Float32), 1e-5, "scores");
        model.MaxTokens.ShouldBe(9);
    }

    [Fact]
    public void RoBERTa_begins_its_positions_behind_the_padding_and_has_a_head_of_two_layers()
    {
        using var scope = NewDisposeScope();
        using var model = Still(Roberta);
        Set(model, "roberta.embeddings.position_embeddings.weight", Table(9, (3, [1, -1]), (4, [-1, 1])));     // 3 is the first place: padding is 2
        Set(model, "classifier.dense.weight", new float[,] { { 1, 0 }, { 0, 2 } });
        Set(model, "classifier.out_proj.weight", new float[,] { { 2, 3 } });
        Set(model, "classifier.out_proj.bias", 0.5f);
        var (ids, mask) = PaddedRows.Right([[5, 6, 7], [6]], padId: 2);

        var expected = (2 * s_tanh1) + (3 * Math.Tanh(-2)) + 0.5;
        model.Rewards(ids, mask).ShouldBeClose(tensor(new[] { expected, expected }).to(ScalarType.Float32), 1e-5, "scores");
        model.MaxTokens.ShouldBe(6);                                                        // 9 rows, of which the first three are never looked up
    }

    [Fact]
    public void In_training_the_second_text_has_the_second_type()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = TinyModels.Randomized(Create(Bert.Replace("\"type_vocab_size\": 1", "\"type_vocab_size\": 2", StringComparison.Ordinal)
            .Replace("\"hidden_size\": 2", "\"hidden_size\": 4", StringComparison.Ordinal)));
        model.SeparatorId = 9;
        var (ids, mask) = PaddedRows.Right([[5, 6, 9, 7, 9], [6, 9, 8, 9]], padId: 9);
        var types = tensor(new long[,] { { 0, 0, 0, 1, 1 }, { 0, 0, 1, 1, 0 } });

        model.Rewards(ids, mask).ShouldBeIdentical(model.Rewards(ids, mask, types));
        model.Rewards(ids, mask).ne(model.Rewards(ids, mask, null)).all().item<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(Bert, "bert.")]
    [InlineData(Roberta, "roberta.")]
    [InlineData(ModernBert, "model.")]
    public void A_bare_encoder_gets_a_head_and_is_saved_as_a_classifier_that_scores_alike(string config, string prefix)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = new TemporaryFolder();
        using var source = TinyModels.Randomized(Create(config));
        TinyModels.WriteTokenizer(folder.Path);
        File.WriteAllText(folder.File("config.json"), config);
        SafeTensors.Write(folder.File("model.safetensors"), source.named_parameters().Where(p => p.name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => (p.name[prefix.Length..], (Tensor)p.parameter)));
        var (ids, mask) = PaddedRows.Right([[5, 6, 7], [6]]);

        using var started = (EncoderClassifier)EncoderFolder.Load(folder.Path, seed: 3);
        EncoderFolder.Save(started, saved.Path, Tokenizer.Load(folder.Path));
        using var again = (EncoderClassifier)EncoderFolder.Load(saved.Path, seed: 4);

        started.Hidden(ids, mask).ShouldBeIdentical(source.Hidden(ids, mask));
        again.Rewards(ids, mask).ShouldBeIdentical(started.Rewards(ids, mask));
        started.get_parameter(started.HeadName)!.abs().max().item<float>().ShouldBeInRange(1e-4f, 0.2f);
    }

    [Fact]
    public void ModernBERT_may_score_the_mean_of_all_places()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = TinyModels.Randomized(Create(ModernBert.Replace(
            "\"pad_token_id\": 0", "\"classifier_pooling\": \"mean\"", StringComparison.Ordinal)));
        var (ids, mask) = PaddedRows.Right([[5, 6, 7], [6]]);
        var hidden = model.Hidden(ids, mask)[0].mean([0]);                                   // the first row has no padding
        Tensor Of(string name) => model.get_parameter(name)!;
        var x = nn.functional.layer_norm(nn.functional.gelu(hidden.matmul(Of("head.dense.weight").t())), [4], Of("head.norm.weight"), eps: 1e-5);
        model.Rewards(ids, mask)[0].ShouldBeClose((x.matmul(Of("classifier.weight").t()) + Of("classifier.bias"))[0], 1e-5, "mean");
        model.Rewards(ids.narrow(0, 1, 1).narrow(1, 0, 1), mask.narrow(0, 1, 1).narrow(1, 0, 1))
            .ShouldBeClose(model.Rewards(ids, mask).narrow(0, 1, 1), 1e-5, "alone");
    }

    private static EncoderClassifier Create(string json) => EncoderArchitectures.ReadClassifier(TinyModels.Config(json)).Create();

    /// <summary>A classifier all of whose weights are 0 but for its norms.</summary>
    private static EncoderClassifier Still(string json)
    {
        var model = Create(json);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
            if (!name.EndsWith("LayerNorm.weight", StringComparison.Ordinal)) parameter.zero_();
        return model;
    }

    private static void Set(nn.Module model, string name, float value)
    {
        using var noGrad = no_grad();
        model.get_parameter(name)!.fill_(value);
    }

    private static void Set(nn.Module model, string name, float[,] values)
    {
        using var noGrad = no_grad();
        model.get_parameter(name)!.copy_(tensor(values));
    }

    private static float[,] Table(int rows, params (int Row, float[] Values)[] filled)
    {
        var table = new float[rows, 2];
        foreach (var (row, values) in filled) (table[row, 0], table[row, 1]) = (values[0], values[1]);
        return table;
    }
}
