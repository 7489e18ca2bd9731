using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Inspection;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Tests.Architectures;
using AlwaysOnPolicy.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Adapters;

/// <summary>Reward models as PEFT leaves them: an adapter of task_type SEQ_CLS with a head, on a language model or on a reward model.</summary>
public sealed class RewardAdapterTests : IDisposable
{
    private const string Config = "adapter_config.json", Weights = "adapter_model.safetensors", Score = "base_model.model.score.weight";
    private readonly TemporaryFolder _base = new(), _adapter = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _base.Dispose();
        _adapter.Dispose();
    }

    [Theory]
    [InlineData("llama", "score.weight")]
    [InlineData("llama", "score.modules_to_save.weight")]                                       // PEFT before 0.6
    [InlineData("gpt2", "score.weight")]
    public void It_is_the_adapted_trunk_under_the_adapters_head(string family, string name)
    {
        using var noGrad = no_grad();
        using var trained = Save(family);
        var head = Stored(name);
        var ids = tensor(new long[] { 5, 6, 7, 8, 3, 4, 0, 0 }).view(2, 4);
        var mask = tensor(new long[] { 1, 1, 1, 1, 1, 1, 0, 0 }).view(2, 4);
        var hidden = trained.Hidden(ids, mask, CausalModel.PositionsFromMask(mask));            // the adapter beside the weights
        var expected = stack([hidden[0, 3].dot(head), hidden[1, 1].dot(head)]);

        using var network = ModelFolder.LoadReward(_adapter.Path);
        network.Rewards(ids, mask).ShouldBeClose(expected, 1e-5, name);
        network.Trunk.Adapter.ShouldBeNull();
        network.parameters().ShouldAllBe(p => p.requires_grad);
        using var saved = new TemporaryFolder();
        ModelFolder.SaveReward(network, saved.Path, tokenizer: null);
        using var again = ModelFolder.LoadReward(saved.Path);
        again.Rewards(ids, mask).ShouldBeIdentical(network.Rewards(ids, mask));
    }

    [Fact]
    public void On_a_reward_model_the_adapters_head_counts_and_without_one_the_bases()
    {
        using var noGrad = no_grad();
        using var trained = Save("llama");
        var head = Stored("score.weight");
        using (var other = ModelFolder.LoadCausal(_base.Path))
        using (var reward = new RewardNetwork(other))
        {
            reward.ScoreWeight.fill_(0.25);
            ModelFolder.SaveReward(reward, _base.Path, tokenizer: null);
            using (var network = ModelFolder.LoadReward(_adapter.Path)) network.ScoreWeight[0].ShouldBeIdentical(head);
            ModelInspection.Verify(_adapter.Path);
            SafeTensors.Write(_adapter.File(Weights), SafeTensors.Read(_adapter.File(Weights)).Where(t => t.Key != Score).Select(t => (t.Key, t.Value)));
            using (var network = ModelFolder.LoadReward(_adapter.Path)) network.ScoreWeight.ShouldBeIdentical(reward.ScoreWeight);
        }
    }

    [Fact]
    public void It_is_looked_at_verified_and_loaded_as_a_reward_model_with_its_bases_tokenizer()
    {
        using var trained = Save("llama");
        Stored("score.weight");
        TinyModels.Edit(_base.Path, "tokenizer_config.json", json => json["chat_template"] = "{% for m in messages %}{{ m['content'] }} {% endfor %}");
        RewardModels.LookAt(_adapter.Path, new PromptFormatOptions());
        using (var model = RewardModels.Load(_adapter.Path)) model.Name.ShouldBe(Path.GetFileName(_adapter.Path));
        var look = ModelInspection.Take(_adapter.Path);
        look.Problem.ShouldBeNull();
        look.Notes.ShouldContain(n => n.Contains("as a reward model", StringComparison.Ordinal));
        var (tensors, _) = ModelInspection.Verify(_base.Path);
        ModelInspection.Verify(_adapter.Path).Tensors.ShouldBe(tensors + trained.Adapter!.Parameters.Count() + 1);
    }

    [Fact]
    public void Two_labels_no_head_and_the_wrong_use_are_named()
    {
        using var trained = Save("llama");
        Should.Throw<CheckpointException>(() => ModelFolder.LoadReward(_adapter.Path)).Message.ShouldContain("without a reward head (score.weight)");
        ModelInspection.Take(_adapter.Path).Problem!.ShouldContain("without a reward head");
        Stored("score.weight", labels: 2);
        Should.Throw<CheckpointException>(() => ModelFolder.LoadReward(_adapter.Path)).Message.ShouldContain("has 2 labels");
        Stored("score.weight");
        Should.Throw<CheckpointException>(() => ModelFolder.LoadCausal(_adapter.Path)).Message.ShouldContain("is a reward model");
        using var model = ModelFolder.LoadCausal(_base.Path);
        Should.Throw<CheckpointException>(() => AdapterFolder.Attach(model, _adapter.Path)).Message.ShouldContain("task_type is SEQ_CLS");
    }

    /// <summary>Writes a language model, and an adapter on it as PEFT has it for classifiers; gives the model with the adapter.</summary>
    private CausalModel Save(string family)
    {
        TinyModels.WriteTokenizer(_base.Path);
        using (var model = family == "gpt2" ? TinyModels.Gpt2() : TinyModels.Llama()) ModelFolder.SaveCausal(model, _base.Path, tokenizer: null);
        var loaded = ModelFolder.LoadCausal(_base.Path);
        LoraAdapterTests.Trained(loaded, new LoraOptions());
        AdapterFolder.Save(loaded, _adapter.Path);
        TinyModels.Edit(_adapter.Path, Config, json =>
        {
            json["task_type"] = "SEQ_CLS";
            json["modules_to_save"] = new JsonArray("classifier", "score");
        });
        return loaded;
    }

    /// <summary>Puts a head into the adapter's file; gives its first row.</summary>
    private Tensor Stored(string name, int labels = 1)
    {
        var head = arange(8 * labels, ScalarType.Float32).view(labels, 8) / 8;
        var stored = SafeTensors.Read(_adapter.File(Weights)).Where(t => !t.Key.Contains("score", StringComparison.Ordinal)).Select(t => (t.Key, t.Value));
        SafeTensors.Write(_adapter.File(Weights), stored.Append(($"base_model.model.{name}", head)));
        return head[0];
    }
}
