namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Whose arithmetic.</summary>
public enum PpoCompatibility
{
    Correct,
    Trl,
}
