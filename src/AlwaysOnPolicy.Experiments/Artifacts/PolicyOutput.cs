using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy on disk.</summary>
/// <param name="Model">Name of its HuggingFace folder inside the stage's folder.</param>
internal sealed record PolicyOutput(string Model)
{
    /// <summary>Name of its HuggingFace folder inside the stage's folder.</summary>
    public string Model { get; init => field = PolicyArtifacts.Inner(value); } = PolicyArtifacts.Inner(Model);
}

internal static class PolicyArtifacts
{
    /// <summary>The name of a folder inside a stage's.</summary>
    /// <exception cref="StorageException">It leads elsewhere.</exception>
    public static string Inner(string model) => InnerPath.IsInner(model) ? model
        : throw new StorageException($"The output of a stage names the model '{model}', which is no folder inside of the stage's: it was damaged, or made to " +
            "read elsewhere. Delete the stage's folder and run again: only it is computed anew.");

    /// <summary>Where the adapter of a policy lies whose folder is this: beside it, since transformers takes a folder that holds an adapter for one.</summary>
    public static string AdapterBeside(string modelFolder) => $"{modelFolder}-adapter";

    /// <summary>Writes a policy as a model that every later stage can load, and where it has an adapter that too. The adapter names a base of the same run by
    /// its place as seen from the stage's folder, and one of the user's own by its full path or its name on the hub, as PEFT needs it. Of all that a run writes
    /// this alone names a path outside; nothing in the run goes by it.</summary>
    public static void Save(this StageContext stage, Policy policy, string modelFolder, SavedType saved, ValueHead? head = null)
    {
        ModelFolder.SaveCausal(policy.Model, modelFolder, policy.Tokenizer, head, policy.Defaults, saved);
        if (policy.Model.Adapter is not null) AdapterFolder.Save(policy.Model, AdapterBeside(modelFolder), nameOfBase: Name);

        string Name(string baseFolder) => Path.GetRelativePath(Path.GetDirectoryName(stage.Folder)!, baseFolder) is var place
            && !place.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(place)
            ? $"../../{place.Replace('\\', '/')}"
            : baseFolder;
    }
}
