using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>When a text counts as a held-out question, so that nobody trains on it.</summary>
public sealed record ContaminationSettings
{
    /// <summary>Equal words, as <see cref="Models.Text.QuestionText.Key"/> compares them, or the same post.</summary>
    public bool SameWording { get; init; } = true;

    /// <summary>So many words of a held-out question in a row (GPT-3: 13). Of shorter texts the whole of the shorter one, from 8 words on. Null: off.</summary>
    [Range(4, 100)] public int? NgramWords { get; init => field = OptionRange.Check(this, value); } = 13;

    /// <summary>A whole held-out question of so many words or more within a longer text: "Quick one: …". Below 4 words they are turns of speech ("thank you
    /// very much" is the one of 51,806 comparisons with real questions that 4 words find wrongly). Null: off.</summary>
    [Range(2, 100)] public int? ContainedWords { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Cosine of the sentence embeddings from which two questions count as one, of what authors write or choose, where the experiment has an encoder;
    /// demonstrations and pairs are compared by their text alone. Null: off.</summary>
    [Range(0.5, 1.0)] public double? Cosine { get; init => field = OptionRange.Check(this, value); } = 0.95;
}
