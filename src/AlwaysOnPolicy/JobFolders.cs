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

    /// <summary>What is written beside a trained model: ends of the folders' names.</summary>
    public static string[] Beside(LoraOptions? lora) => lora is null ? [] : [PolicyArtifacts.AdapterBeside("")];

    /// <summary>Tries, before hours of training, whether a folder can be made where the output goes.</summary>
    /// <exception cref="StorageException">It cannot.</exception>
    public static void RequireRoom(string output)
    {
        var probe = Path.Combine(Path.GetDirectoryName(output) ?? output, $"{Durable.TemporaryPrefix}{Guid.NewGuid():N}");
        Try(output, () =>
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
        });
    }

    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string output, Action<string> write)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        Try(place, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Durable.WriteFolder(place, write);
        });
    }

    private static void Try(string place, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(place, e);
        }
    }
}
