namespace AlwaysOnPolicy.Miniature;

/// <summary>How weakness is laid out over the 18 domains.</summary>
public enum WeaknessLayout
{
    /// <summary>5 domains learn from mostly wrong demonstrations, 4 from half-right ones, 9 from good ones.</summary>
    Spread,

    /// <summary>3 from mostly wrong ones, 15 from good ones.</summary>
    Concentrated,
}
