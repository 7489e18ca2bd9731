using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Inspection;

/// <summary>What inspection says of folders that are whole, and that verification finds what is wrong in those that are not.</summary>
public sealed class ModelInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [GoldenCases("models", "model.safetensors")]
    public void Every_architecture_is_described_and_verified(string folder)
    {
        var inspection = ModelInspection.Take(folder);
        inspection.Problem.ShouldBeNull();
        var (tensors, parameters) = ModelInspection.Verify(folder);
        tensors.ShouldBeGreaterThanOrEqualTo(inspection.Stored.Sum(s => s.Tensors));
        inspection.Parameters.ShouldBeInRange(parameters / 2, parameters + (parameters / 100));   // in tiny networks norms and biases weigh more
        inspection.Stored.Sum(s => s.Numbers).ShouldBeGreaterThanOrEqualTo(parameters);
    }

    [Fact]
    public void Types_sizes_memory_and_tokenizer_are_told()
    {
        using (var model = TinyModels.Gpt2()) ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        TinyModels.WriteTokenizer(_folder.Path);
        var inspection = ModelInspection.Take(_folder.Path);
        inspection.ModelType.ShouldBe("gpt2");
        inspection.Architecture.ShouldBe("GPT2LMHeadModel");
        inspection.Parameters.ShouldBe(((24 + 32) * 8) + (2 * 12 * 8 * 8));        // embeddings, and 12 · width² a layer
        (inspection.InferenceBytes, inspection.Bfloat16InferenceBytes, inspection.PpoBytes).ShouldBe(
            (4 * inspection.Parameters, 2 * inspection.Parameters, 20 * inspection.Parameters));
        inspection.Stored.ShouldHaveSingleItem().Type.ShouldBe("F32");
        inspection.Stored[0].Bytes.ShouldBe(4 * ModelInspection.Verify(_folder.Path).Parameters);
        inspection.Tokenizer.ShouldBe(new TokenizerSummary("WordLevel", 24, null, null));
    }

    [Fact]
    public void A_head_of_its_own_is_counted()
    {
        using (var model = TinyModels.Gpt2(tied: false)) ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        ModelInspection.Take(_folder.Path).Parameters.ShouldBe(((24 + 24 + 32) * 8) + (2 * 12 * 8 * 8));
    }

    [Fact]
    public void What_cannot_be_built_here_is_still_described()
    {
        using (var model = TinyModels.Gpt2()) ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        TinyModels.Edit(_folder.Path, "config.json", c => c["model_type"] = "mamba");
        var inspection = ModelInspection.Take(_folder.Path);
        inspection.Problem.ShouldNotBeNull().ShouldContain("'mamba'");
        inspection.Parameters.ShouldBe(inspection.Stored.Sum(s => s.Numbers));
        inspection.Tokenizer.Kind.ShouldBe("none");
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_folder.Path)).Message.ShouldContain("'mamba'");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_found_by_verification(float wrong)
    {
        using var scope = NewDisposeScope();
        using (var model = TinyModels.Llama())
        {
            using var noGrad = no_grad();
            model.get_parameter("model.layers.1.mlp.up_proj.weight")![3, 2] = wrong;
            ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        }
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_folder.Path)).Message.ShouldContain(
            "'model.layers.1.mlp.up_proj.weight' has 1 of 96 numbers");
    }

    [Fact]
    public void Names_and_shapes_that_do_not_fit_are_found_by_verification()
    {
        using (var model = TinyModels.Llama()) ModelFolder.SaveCausal(model, _folder.Path, tokenizer: null);
        TinyModels.Edit(_folder.Path, "config.json", c => c["intermediate_size"] = 16);
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_folder.Path)).Message.ShouldContain("mlp");
        TinyModels.Edit(_folder.Path, "config.json", c => (c["intermediate_size"], c["num_hidden_layers"]) = (12, 3));
        Should.Throw<CheckpointException>(() => ModelInspection.Verify(_folder.Path)).Message.ShouldContain("'model.layers.2.");
    }
}
