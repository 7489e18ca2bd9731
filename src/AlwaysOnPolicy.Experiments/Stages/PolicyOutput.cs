using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>A policy on disk.</summary>
/// <param name="Model">Its HuggingFace folder: inside the stage's folder, or a full path where it is the user's own.</param>
public sealed record PolicyOutput(string Model);

internal static class PolicyArtifacts
{
    public static async Task<string> ModelFolderAsync(this StageContext run, Artifact<PolicyOutput> policy, CancellationToken cancel) =>
        Path.Combine(run.FolderOf(policy), (await run.ReadAsync(policy, cancel)).Model);

    public static async Task<Policy> LoadAsync(
        this StageContext run, Artifact<PolicyOutput> policy, PromptFormatOptions format, CancellationToken cancel) =>
        run.Load(await run.ModelFolderAsync(policy, cancel), format);

    /// <summary>The policy in a folder; what its files say against each other becomes a note.</summary>
    public static Policy Load(this StageContext run, string folder, PromptFormatOptions format)
    {
        var policy = Policy.Load(folder, format);
        foreach (var note in policy.Format.Endings.Notes) run.Note($"{folder}: {note}");
        return policy;
    }

    /// <summary>Where the adapter of a policy lies whose folder is this: beside it, since transformers takes a folder that holds an adapter for one.</summary>
    public static string AdapterBeside(string modelFolder) => $"{modelFolder}-adapter";

    /// <summary>Writes a policy as a model that every later stage can load, and where it has an adapter that too.</summary>
    public static void Save(this Policy policy, string modelFolder, ValueHead? head = null)
    {
        ModelFolder.SaveCausal(policy.Model, modelFolder, policy.Tokenizer, head, policy.Defaults);
        if (policy.Model.Adapter is not null) AdapterFolder.Save(policy.Model, AdapterBeside(modelFolder));
    }
}
