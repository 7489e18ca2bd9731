namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>A demonstration as token ids.</summary>
/// <param name="Prompt">At least one token; enters the model but not the loss.</param>
/// <param name="Response">At least one token, with its end-of-text token as the last; every one enters the loss.</param>
public sealed record SftExample(int[] Prompt, int[] Response)
{
    internal int Length => Prompt.Length + Response.Length;
}
