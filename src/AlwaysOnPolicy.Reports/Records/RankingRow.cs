using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A policy's Bradley-Terry strength among all that were compared.</summary>
/// <param name="Arms">That have the policy: the first iteration of SOP is that of AOP, too. "sft" for what all arms start from.</param>
/// <param name="Iteration">0 for SFT.</param>
/// <param name="Elo">1000 is the policies' mean; 400 more win ten times of eleven.</param>
/// <param name="Interval">Of <paramref name="Elo"/>, 95 %, bootstrapped by question.</param>
public sealed record RankingRow(IReadOnlyList<string> Arms, int Iteration, double Elo, Interval Interval)
{
    /// <summary>"SOP and AOP 1".</summary>
    [JsonIgnore] public string Name => string.Join(" and ", Arms.Select(ArmNames.Display)) + (Iteration == 0 ? "" : $" {Iteration}");
}
