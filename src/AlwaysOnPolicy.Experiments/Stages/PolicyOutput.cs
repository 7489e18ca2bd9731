using AlwaysOnPolicy.Experiments.Running;
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
        Policy.Load(await run.ModelFolderAsync(policy, cancel), format);
}
