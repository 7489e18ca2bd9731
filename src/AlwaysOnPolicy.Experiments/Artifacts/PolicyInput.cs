using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Architectures;
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
    internal abstract string FolderIn(StageContext stage);
}

internal static class PolicyInputs
{
    /// <summary>Notes what the cut does to a stage's prompts.</summary>
    public static void NotePrompts(this StageContext stage, PromptFormat format, IReadOnlyList<string> questions, PromptFormatOptions options)
    {
        foreach (var sentence in PromptSurvey.Of(format, questions).Sentences("prompt_format.max_prompt_tokens", options.MaxPromptTokens)) stage.Note(sentence);
    }

    /// <summary>A policy that answers; what its files say against each other becomes a note.</summary>
    public static Policy Load(this StageContext stage, PolicyInput policy, PromptFormatOptions format, ComputeSettings compute)
    {
        var loaded = stage.Load(policy.FolderIn(stage), format, compute.Dtype);
        loaded.Model.Deterministic = compute.Deterministic;
        return loaded;
    }

    /// <summary>The policy in a folder, likewise.</summary>
    /// <param name="type">Of one that is not trained.</param>
    public static Policy Load(this StageContext stage, string folder, PromptFormatOptions format, ComputeType type = ComputeType.Float32)
    {
        var policy = Policy.Load(folder, format, type);
        foreach (var note in policy.Format.Endings.Notes) stage.Note($"Model '{Path.GetFileName(folder)}': {note}");
        return policy;
    }
}
