namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="Range">The interval that goes with it.</param>
/// <param name="Arm">The arm that the text names, for its colour.</param>
public sealed record Figure(string Text, string? Range = null, string? Arm = null)
{
    /// <summary>A cell that names an arm.</summary>
    public static Figure Of(string arm) => new(Records.ArmNames.Display(arm), Arm: arm);

    /// <summary>A cell of a text alone.</summary>
    public static implicit operator Figure(string text) => new(text);
}
