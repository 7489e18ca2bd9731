using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A policy's answer.</summary>
/// <param name="Text">Without special tokens.</param>
/// <param name="PromptIds">What the model was given.</param>
/// <param name="Ids">What it drew, end-of-text included.</param>
/// <param name="Ended">False when it was cut at the largest number of new tokens.</param>
public sealed record Answer(string Text, int[] PromptIds, int[] Ids, bool Ended)
{
    /// <summary>Log-probabilities (nats) of <see cref="Ids"/> as the server that drew them has them, before temperature; null where this process
    /// drew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public float[]? Logprobs { get; init; }
}
