using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Adapters;

/// <summary>Reads and writes PEFT's folder of a LoRA: adapter_config.json, which names the base model's folder, and adapter_model.safetensors.</summary>
public static class AdapterFolder
{
    /// <summary>Writes a model's adapter as PEFT does.</summary>
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
        SafeTensors.Write(Path.Combine(folder, AdapterTensors.FileName), AdapterTensors.Named(adapter).Select(p => (p.Key, (Tensor)p.Value)),
            SafeTensors.OfPyTorch);
        if (head is not null) ValueHeadFile.Save(head, folder);
    }

    /// <summary>Gives the base model the folder's adapter; its own parameters are taken out of training.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, an option is not supported, or the adapter is of another model.</exception>
    public static LoraAdapter Attach(CausalModel model, string folder) => Attach(model, folder, score: null);

    /// <inheritdoc cref="Attach(CausalModel, string)"/>
    /// <param name="score">The head of a reward model on this trunk, which takes the adapter's where it has one.</param>
    internal static LoraAdapter Attach(CausalModel model, string folder, Parameter? score)
    {
        var config = Path.Combine(folder, AdapterBase.ConfigName);
        if (!File.Exists(config)) throw new CheckpointException($"'{folder}' is no adapter's folder: it has no {AdapterBase.ConfigName}. Give the folder " +
            "that PEFT's save_pretrained wrote.");
        LoraAdapter? adapter = null;
        try
        {
            if (model.Adapter is not null) throw new InvalidOperationException("The model has an adapter already.");
            var options = AdapterConfig.Read(config);
            if (score is null && options.IsClassifier)
                throw new CheckpointException($"'{config}': task_type is SEQ_CLS: it is a reward model's adapter, and gives scores, no words. Name it as a " +
                    "reward model.");
            adapter = LoraAdapter.New(model, score is null ? options : options.OfTrunk());
            AdapterTensors.Fill(model, adapter, folder, score);
            return adapter.AttachTo(model);
        }
        catch (Exception e)
        {
            adapter?.Undo();
            if (e is SettingsException) throw new CheckpointException($"'{config}': {e.Message} The adapter belongs to another model.", e);
            throw;
        }
    }

    /// <summary>Looks at what <see cref="Attach(CausalModel, string)"/> would read, without reading weights.</summary>
    /// <exception cref="CheckpointException">A file is missing, or an option is not supported.</exception>
    internal static void LookAt(string folder)
    {
        AdapterConfig.Read(Path.Combine(folder, AdapterBase.ConfigName));
        AdapterTensors.PathIn(folder);
    }

    /// <summary>Whether the folder's adapter brings a classifier's head, and with how many labels; null where the folder needs no base or the adapter has no
    /// head.</summary>
    /// <exception cref="CheckpointException">A file is damaged. Of one that is missing <see cref="LookAt"/> tells, after what no file would mend.</exception>
    internal static long? LabelsIn(string folder) => AdapterBase.IsNeeded(folder) ? AdapterTensors.LabelsIn(folder) : null;

    /// <summary>Whether the folder holds an adapter of task_type SEQ_CLS that needs its base.</summary>
    /// <exception cref="CheckpointException">adapter_config.json is damaged.</exception>
    internal static bool IsClassifier(string folder) =>
        AdapterBase.IsNeeded(folder) && AdapterConfig.IsClassifier(Path.Combine(folder, AdapterBase.ConfigName));

    /// <summary>Adds the folder's adapter to the base model's own weights; the model then has none.</summary>
    /// <exception cref="CheckpointException">As of <see cref="Attach(CausalModel, string)"/>.</exception>
    internal static void Merge(CausalModel model, string folder, Parameter? score = null)
    {
        var frozen = model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name).ToHashSet();
        Attach(model, folder, score).MergeInto(model);
        foreach (var (name, parameter) in model.named_parameters()) parameter.requires_grad = !frozen.Contains(name);
    }

    /// <summary>Sets the model's adapter to the one that <see cref="Save"/> wrote of it.</summary>
    /// <exception cref="InvalidOperationException">The model has no adapter.</exception>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the adapter is of another model.</exception>
    public static void Restore(CausalModel model, string folder) =>
        AdapterTensors.Fill(model, model.Adapter ?? throw new InvalidOperationException("The model has no adapter to restore."),
            folder);
}
