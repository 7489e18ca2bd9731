namespace AlwaysOnPolicy.Experiments.PpoAlone;

public enum LengthUnit
{
    Words,

    /// <summary>Of the policy's tokenizer.</summary>
    Tokens,
}
