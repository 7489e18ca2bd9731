namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The shortest time in which the machine could generate, by rates measured in the same run.</summary>
/// <param name="PrefillS">Seconds of the prompts' arithmetic, at the rate of 1,024-row products.</param>
/// <param name="MemoryS">Seconds to read weights and cache once for each further token.</param>
/// <param name="ArithmeticS">Seconds of the further tokens' arithmetic, at the rate of 16-row products.</param>
/// <param name="MemoryGbPerSecond">10⁹ bytes, read with all threads.</param>
/// <param name="SixteenRowGflops">10⁹ operations a second of the products [16, C] × [C, 4C] and back.</param>
/// <param name="GenerateS">Seconds that it took.</param>
public sealed record GenerationLimit(
    double PrefillS, double MemoryS, double ArithmeticS, double MemoryGbPerSecond, double SixteenRowGflops, double GenerateS)
{
    /// <summary>The prompts, and the larger of the two limits of what follows.</summary>
    public double LimitS => PrefillS + Math.Max(MemoryS, ArithmeticS);

    /// <summary>1 would be as fast as the machine can.</summary>
    public double ShareOfLimit => LimitS / GenerateS;
}
