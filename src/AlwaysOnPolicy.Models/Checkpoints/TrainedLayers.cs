using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;

namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>A look at a model's folder, before a long run, whether the layers are there that its settings name.</summary>
public static class TrainedLayers
{
    /// <summary>Looks whether a model can be trained so, before anything is loaded.</summary>
    /// <param name="section">Of the settings, such as ppo.</param>
    /// <exception cref="SettingsException">More layers are to be frozen than there are, or a target of the adapter is none of the model's matrices.</exception>
    /// <exception cref="CheckpointException">The folder cannot be read.</exception>
    public static void Check(string folder, string section, LoraOptions? lora, int frozenLayers)
    {
        if (frozenLayers > 0 && CausalArchitectures.Read(ModelFolder.ReadConfig(folder)).LayerCount is var layers && frozenLayers > layers)
            throw new SettingsException($"{section}.frozen_layers is {frozenLayers}, but '{folder}' has {layers} layers: lower it.");
        if (lora is null) return;
        using var weights = new WeightFiles(AdapterBase.Or(folder));
        string[] matrices = [.. weights.Tensors.Where(t => t.Shape.Length == 2 && t.Name.EndsWith(".weight", StringComparison.Ordinal))
            .Select(t => t.Name[..^".weight".Length]).Append(CausalArchitectures.Read(ModelFolder.ReadConfig(folder)).HeadName)];
        foreach (var target in lora.TargetModules)
            if (!matrices.Any(name => LoraAdapter.Matches(name, target)))
                throw new SettingsException($"{section}.lora.target_modules: '{target}' is no layer of '{folder}'. Its matrices: " +
                    $"{string.Join(", ", matrices.Select(n => n[(n.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal))}.");
    }
}
