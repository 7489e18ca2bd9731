using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What the runs of a study need together, and what of it is computed.</summary>
/// <param name="Needed">Stages of all runs.</param>
/// <param name="Distinct">Stages with a key of their own: each is computed once.</param>
/// <param name="Left">Those that are not finished.</param>
/// <param name="NeededSeconds">Processor seconds that all runs' finished stages would have taken if none were shared.</param>
/// <param name="SpentSeconds">Processor seconds that the finished stages took.</param>
/// <param name="LeftSeconds">What is left would take so many seconds one stage after another, as long as finished ones of the same name;
/// null where none of some name is finished.</param>
public sealed record StudyShares(int Needed, int Distinct, int Left, double NeededSeconds, double SpentSeconds, double? LeftSeconds)
{
    /// <summary>For the report.</summary>
    internal IReadOnlyList<Fact> Facts =>
    [
        new("stages", string.Create(CultureInfo.InvariantCulture, $"{Needed:N0} needed, {Distinct:N0} computed: {Needed - Distinct:N0} were shared")),
        new("processor seconds", string.Create(CultureInfo.InvariantCulture,
            $"{SpentSeconds:N0}, with fine-tuning, reward model and measuring; {NeededSeconds:N0} if nothing were shared")),
    ];

    /// <summary>Counts them.</summary>
    public static StudyShares Of(IEnumerable<StudyMember> members)
    {
        (string Name, string Key, StageRecord? Record)[] all =
        [
            .. from member in members
               let run = new RunFolder(member.Folder)
               from node in ExperimentPlan.Build(member.Settings).Plan.Nodes
               let record = StageRecord.TryRead(run.FolderOf(node))
               select (node.Id.Name, node.Key, record?.Key == node.Key ? record : null),
        ];
        var distinct = all.GroupBy(s => s.Key).Select(g => (g.First().Name, Record: g.Select(s => s.Record).FirstOrDefault(r => r is not null))).ToArray();
        var seconds = distinct.Where(s => s.Record is not null).GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.Average(s => s.Record!.Seconds));
        var left = distinct.Where(s => s.Record is null).ToArray();
        return new(all.Length, distinct.Length, left.Length, all.Sum(s => s.Record?.ProcessorSeconds ?? 0), distinct.Sum(s => s.Record?.ProcessorSeconds ?? 0),
            left.All(s => seconds.ContainsKey(s.Name)) ? left.Sum(s => seconds[s.Name]) : null);
    }
}
