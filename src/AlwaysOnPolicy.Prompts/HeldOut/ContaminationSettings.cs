using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>When a text counts as a held-out question, so that nobody trains on it.</summary>
public sealed record ContaminationSettings
{
    /// <summary>Equal words, as <see cref="Models.Text.QuestionText.Key"/> compares them, or the same post.</summary>
    public bool SameWording { get; init; } = true;

    /// <summary>So many words of a held-out question in a row (GPT-3: 13). Of shorter texts the whole of the shorter one, from 8 words on; below that only
    /// equal wording counts. Null: off.</summary>
    [Range(4, 100)] public int? NgramWords { get; init; } = 13;

    /// <summary>Cosine of the sentence embeddings from which two questions count as one, of what authors write or choose, where the experiment has an encoder.
    /// Null: off.</summary>
    [Range(0.5, 1.0)] public double? Cosine { get; init; } = 0.95;
}
