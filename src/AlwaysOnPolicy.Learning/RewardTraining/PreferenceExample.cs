namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Two responses to one prompt, as token ids; a person preferred the first.</summary>
/// <param name="Prompt">At least one token.</param>
/// <param name="Chosen">At least one token, with its end-of-text token where it ended.</param>
/// <param name="Rejected">Likewise.</param>
/// <param name="Margin">By how much the chosen one's reward should be ahead, added to <see cref="RewardOptions.Margin"/>.</param>
public sealed record PreferenceExample(int[] Prompt, int[] Chosen, int[] Rejected, double Margin = 0)
{
    /// <summary>Of the longer row.</summary>
    internal int Length => Prompt.Length + Math.Max(Chosen.Length, Rejected.Length);
}
