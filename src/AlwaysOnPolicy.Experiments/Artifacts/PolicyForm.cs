using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>prompt_format.json beside a policy's weights: the form of the prompts that it was trained on, so that whoever asks it something need not
/// know.</summary>
internal static class PolicyForm
{
    private const string FileName = "prompt_format.json";

    public static void Write(string folder, PromptFormatOptions format) => ArtifactJson.Write(Path.Combine(folder, FileName), format);

    /// <returns>Null where the folder has no such file.</returns>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static PromptFormatOptions? TryRead(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<PromptFormatOptions>(File.ReadAllText(file), ArtifactJson.Indented);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{file}' cannot be read: {e.Message} Delete it, and say how prompts are written with --template.", e);
        }
    }
}
