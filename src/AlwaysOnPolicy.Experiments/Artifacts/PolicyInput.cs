using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy as a stage's input.</summary>
public abstract record PolicyInput
{
    private protected PolicyInput()
    {
    }

    /// <summary>Its HuggingFace folder.</summary>
    /// <exception cref="DataException">The user's own was changed since the run began.</exception>
    internal abstract string FolderIn(StageContext run);
}

/// <summary>One that a stage of the run left.</summary>
/// <param name="Model">Which of the stage's models: the folder's name inside the stage's.</param>
public sealed record RunPolicy(Artifact Stage, string Model) : PolicyInput
{
    internal override string FolderIn(StageContext run) => Path.Combine(run.FolderOf(Stage), Model);
}

/// <summary>The user's own, known by its content.</summary>
public sealed record GivenPolicy(InputFiles Folder) : PolicyInput
{
    internal override string FolderIn(StageContext run) => Folder.CheckedPath();
}

internal static class PolicyInputs
{
    /// <summary>Notes what the cut does to a stage's prompts.</summary>
    public static void NotePrompts(this StageContext run, PromptFormat format, IReadOnlyList<string> questions, PromptFormatOptions options)
    {
        foreach (var sentence in PromptSurvey.Of(format, questions).Sentences("prompt_format.max_prompt_tokens", options.MaxPromptTokens)) run.Note(sentence);
    }

    public static Policy Load(this StageContext run, PolicyInput policy, PromptFormatOptions format) => run.Load(policy.FolderIn(run), format);

    /// <summary>The policy in a folder; what its files say against each other becomes a note.</summary>
    public static Policy Load(this StageContext run, string folder, PromptFormatOptions format)
    {
        var policy = Policy.Load(folder, format);
        foreach (var note in policy.Format.Endings.Notes) run.Note($"Model '{Path.GetFileName(folder)}': {note}");
        return policy;
    }
}
