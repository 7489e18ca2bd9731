using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

public sealed class TrainedLayersTests
{
    [Fact]
    public void Layers_that_a_folder_lacks_are_named_with_the_setting()
    {
        using var folder = new TemporaryFolder();
        using (var model = TinyModels.Gpt2()) ModelFolder.SaveCausal(model, folder.Path, tokenizer: null);

        TrainedLayers.Check(folder.Path, "ppo", new LoraOptions(), 0);
        TrainedLayers.Check(folder.Path, "ppo", new LoraOptions { TargetModules = ["c_attn", "mlp.c_proj"] }, 2);
        TrainedLayers.Check(folder.Path, "ppo", new LoraOptions { TargetModules = [LoraOptions.AllLinear] }, 0);
        Should.Throw<SettingsException>(() => TrainedLayers.Check(folder.Path, "ppo", null, 3)).Message.ShouldContain("ppo.frozen_layers is 3");
        var error = Should.Throw<SettingsException>(() => TrainedLayers.Check(folder.Path, "sft.training", new LoraOptions { TargetModules = ["q_proj"] }, 0));
        error.Message.ShouldContain("sft.training.lora.target_modules: 'q_proj'");
        error.Message.ShouldContain("c_attn, c_fc, c_proj");
    }
}
