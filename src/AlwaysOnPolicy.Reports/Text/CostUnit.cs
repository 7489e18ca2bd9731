using System.Globalization;
using AlwaysOnPolicy.Reports.Costs;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>A unit in which an amount of a cost is neither all zeros nor a row of digits.</summary>
/// <param name="Size">In tokens, or in processor seconds.</param>
internal sealed record CostUnit(double Size, string Name, string Format)
{
    /// <param name="cost"><see cref="Efficiency.Tokens"/> or <see cref="Efficiency.ProcessorSeconds"/>.</param>
    /// <param name="largest">The largest amount that is to be told.</param>
    public static CostUnit Of(string cost, double largest) => (cost == Efficiency.Tokens, largest) switch
    {
        (true, >= 1e6) => new(1e6, "million tokens", "0.00"),
        (true, >= 1e4) => new(1e3, "thousand tokens", "0.0"),
        (true, _) => new(1, "tokens", "#,0"),
        (_, >= 7200) => new(3600, "processor hours", "#,0.0"),
        (_, >= 10) => new(1, "processor seconds", "#,0"),
        _ => new(1, "processor seconds", "0.0"),
    };

    /// <summary>"1.23 million tokens".</summary>
    public static string Told(string cost, double amount)
    {
        var unit = Of(cost, amount);
        return $"{(amount / unit.Size).ToString(unit.Format, CultureInfo.InvariantCulture)} {unit.Name}";
    }
}
