using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Mean reward by domain (rows, the worst of SFT first) and policy (columns, SFT first, then arm by arm).</summary>
internal sealed class HeatMap
{
    private const int Left = 150, Cell = 44, RowHeight = 22, Top = 78;
    private readonly Dictionary<(string Domain, string Arm, int Iteration), double> _rewards;
    private readonly double _low, _high;

    /// <param name="arms">In their order; arms that it does not hold come after.</param>
    public HeatMap(IReadOnlyList<DomainReward> rewards, IEnumerable<string> arms)
    {
        string[] order = [.. arms.Distinct()];
        int Place(string arm) => Array.IndexOf(order, arm) is >= 0 and var place ? place : order.Length;
        _rewards = rewards.ToDictionary(r => (r.Domain, r.Arm, r.Iteration), r => r.Reward);
        (_low, _high) = (rewards.Min(r => r.Reward), rewards.Max(r => r.Reward));
        Columns = [.. rewards.Select(r => (r.Arm, r.Iteration)).Distinct().GroupBy(c => c.Arm).OrderBy(g => ArmNames.Order(g.Key))
            .ThenBy(g => Place(g.Key)).SelectMany(g => g.OrderBy(c => c.Iteration))];
        Domains = [.. rewards.Select(r => r.Domain).Distinct().OrderBy(d => Reward(d, Columns[0]) ?? double.MaxValue).ThenBy(d => d, StringComparer.Ordinal)];
    }

    public IReadOnlyList<(string Arm, int Iteration)> Columns { get; }

    public IReadOnlyList<string> Domains { get; }

    public double? Reward(string domain, (string Arm, int Iteration) column) => _rewards.TryGetValue((domain, column.Arm, column.Iteration), out var r)
        ? r : null;

    /// <summary>How much of the full colour a cell gets: .04 for the lowest reward, .6 for the highest.</summary>
    public double Strength(double reward) => 0.04 + (0.56 * (_high > _low ? (reward - _low) / (_high - _low) : 0));

    public Plot Draw(string name, string title, ArmColours colours)
    {
        var (width, height) = (Left + (Columns.Count * Cell) + 10, Top + (Domains.Count * RowHeight) + 10);
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        for (var c = 0; c < Columns.Count; c++)
        {
            var (arm, iteration) = Columns[c];
            var x = Left + (c * Cell);
            if (c == 0 || Columns[c - 1].Arm != arm) svg.Add($"<text x=\"{x + 4}\" y=\"{Top - 28}\" class=\"arm " +
                $"{colours.Class(arm)}\">{ArmNames.Display(arm)}</text>");
            if (iteration > 0) svg.Add($"<text x=\"{x + (Cell / 2)}\" y=\"{Top - 8}\" class=\"m\">{iteration}</text>");
        }
        for (var d = 0; d < Domains.Count; d++)
        {
            var y = Top + (d * RowHeight);
            svg.Add($"<text x=\"{Left - 8}\" y=\"{y + 15}\" class=\"e ink\">{Domains[d]}</text>");
            for (var c = 0; c < Columns.Count; c++)
            {
                if (Reward(Domains[d], Columns[c]) is not { } reward) continue;
                svg.Add($"<rect x=\"{Left + (c * Cell)}\" y=\"{y}\" width=\"{Cell - 1}\" height=\"{RowHeight - 1}\" class=\"cell\" " +
                    $"fill-opacity=\"{Strength(reward):0.00}\"/>");
                svg.Add($"<text x=\"{Left + (c * Cell) + (Cell / 2)}\" y=\"{y + 15}\" class=\"m ink\">{Numbers.Plain(reward, "0.00")}</text>");
            }
        }
        return new(name, title, $"{Domains.Count} domains by {Columns.Count} policies; rewards from {Numbers.Plain(_low, "0.00")} to " +
            $"{Numbers.Plain(_high, "0.00")}.", width, height, svg);
    }
}
