using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>Reads and writes PEFT's folder of a LoRA: adapter_config.json, which names the base model's folder, and adapter_model.safetensors.</summary>
public static class AdapterFolder
{
    internal const string WeightsName = "adapter_model.safetensors";

    /// <param name="head">A value head is written beside it, as beside a whole model.</param>
    /// <param name="nameOfBase">Names the full path of a base that is no snapshot in the HuggingFace cache; with null the adapter names none. Left out: the
    /// path itself.</param>
    /// <exception cref="InvalidOperationException">The model has no adapter.</exception>
    public static void Save(CausalModel model, string folder, ValueHead? head = null, Func<string, string?>? nameOfBase = null)
    {
        var adapter = model.Adapter ?? throw new InvalidOperationException("The model has no adapter to save.");
        Directory.CreateDirectory(folder);
        var (name, revision) = AdapterBase.NameOf(model.LoadedFrom, nameOfBase);
        JsonFile.Write(Path.Combine(folder, AdapterBase.ConfigName), AdapterConfig.Write(adapter, name, revision));
        SafeTensors.Write(Path.Combine(folder, WeightsName), AdapterTensors.Named(adapter).Select(p => (p.Key, (Tensor)p.Value)), SafeTensors.OfPyTorch);
        if (head is not null) ValueHeadFile.Save(head, folder);
    }

    /// <summary>Gives the base model the folder's adapter; its own parameters are taken out of training.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, an option is not supported, or the adapter is of another model.</exception>
    public static LoraAdapter Attach(CausalModel model, string folder)
    {
        var config = Path.Combine(folder, AdapterBase.ConfigName);
        if (!File.Exists(config)) throw new CheckpointException($"'{folder}' is no adapter's folder: it has no {AdapterBase.ConfigName}. Give the folder " +
            "that PEFT's save_pretrained wrote.");
        LoraAdapter? adapter = null;
        try
        {
            if (model.Adapter is not null) throw new InvalidOperationException("The model has an adapter already.");
            adapter = LoraAdapter.New(model, AdapterConfig.Read(config));
            AdapterTensors.Fill(model, adapter, Path.Combine(folder, WeightsName));
            return adapter.AttachTo(model);
        }
        catch (Exception e)
        {
            adapter?.Undo();
            if (e is SettingsException) throw new CheckpointException($"'{config}': {e.Message} The adapter belongs to another model.", e);
            throw;
        }
    }

    /// <summary>Looks at what <see cref="Attach"/> would read, without reading weights.</summary>
    /// <exception cref="CheckpointException">A file is missing, or an option is not supported.</exception>
    internal static void LookAt(string folder)
    {
        AdapterConfig.Read(Path.Combine(folder, AdapterBase.ConfigName));
        if (!File.Exists(Path.Combine(folder, WeightsName))) throw new CheckpointException($"'{folder}' holds an adapter's {AdapterBase.ConfigName} and no " +
            $"{WeightsName}. Fetch it again.");
    }

    /// <summary>Adds the folder's adapter to the base model's own weights; the model then has none.</summary>
    /// <exception cref="CheckpointException">As of <see cref="Attach"/>.</exception>
    internal static void Merge(CausalModel model, string folder)
    {
        var frozen = model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name).ToHashSet();
        Attach(model, folder).MergeInto(model);
        foreach (var (name, parameter) in model.named_parameters()) parameter.requires_grad = !frozen.Contains(name);
    }

    /// <summary>Sets the model's adapter to the one that <see cref="Save"/> wrote of it.</summary>
    /// <exception cref="InvalidOperationException">The model has no adapter.</exception>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the adapter is of another model.</exception>
    public static void Restore(CausalModel model, string folder) =>
        AdapterTensors.Fill(model, model.Adapter ?? throw new InvalidOperationException("The model has no adapter to restore."),
            Path.Combine(folder, WeightsName));
}
