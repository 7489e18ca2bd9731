namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>What a length is counted in.</summary>
public enum LengthUnit
{
    /// <summary>Runs of characters other than white space.</summary>
    Words,

    /// <summary>Of the policy's tokenizer.</summary>
    Tokens,
}
