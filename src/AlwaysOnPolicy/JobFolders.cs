using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy;

/// <summary>How a job reads the form of a model's prompts, and writes a model.</summary>
internal static class JobFolders
{
    public static PromptFormatOptions FormatOf(string folder, PromptFormatOptions? given) => given ?? PolicyForm.TryRead(folder) ?? new();

    /// <summary>Writes a policy, with the form of its prompts, and its adapter beside it.</summary>
    public static void SavePolicy(string output, Policy policy, PromptFormatOptions format, SavedType saved, ValueHead? head = null)
    {
        Write(output, folder =>
        {
            ModelFolder.SaveCausal(policy.Model, folder, policy.Tokenizer, head, policy.Defaults, saved);
            PolicyForm.Write(folder, format);
        });
        if (policy.Model.Adapter is not null)
            Write(PolicyArtifacts.AdapterBeside(Path.TrimEndingDirectorySeparator(output)), folder => AdapterFolder.Save(policy.Model, folder));
    }

    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string output, Action<string> write)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Durable.WriteFolder(place, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(place, e);
        }
    }
}
