using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Corrects what a report says of who is ahead for how often it could say so.</summary>
public static class HolmCorrection
{
    /// <summary>All comparisons of the report, those in the weakest domains too, are one family: with equal arms the report says of any pair that one is
    /// ahead with a chance of at most 5 %.</summary>
    public static ReportData Of(ReportData data)
    {
        var corrected = new Queue<double>(MultipleTesting.Holm([.. data.Compared.Concat(data.Weakest).Select(c => c.P)]));
        IReadOnlyList<ComparisonRow> Next(IReadOnlyList<ComparisonRow> rows) => [.. rows.Select(c => c with { HolmP = corrected.Dequeue() })];
        return data with
        {
            Comparisons = Next(data.Comparisons),
            Further = Next(data.Further),
            Weakest = Next(data.Weakest),
            Arms = Of(data.Arms),
            Study = data.Study is { } study ? Of(study) : null,
        };
    }

    /// <summary>What the arms gained on the probe is a family of its own. The tests that an arm shares with another are counted for each.</summary>
    private static IReadOnlyList<ArmRow> Of(IReadOnlyList<ArmRow> arms)
    {
        var corrected = new Queue<double>(MultipleTesting.Holm([.. arms.Select(a => a.ProbeGainP).OfType<double>()]));
        return [.. arms.Select(a => a.ProbeGainP is null ? a : a with { ProbeGainHolmP = corrected.Dequeue() })];
    }

    /// <summary>The differences of gold are a family of their own, those in the weakest domains and those at equal cost among them.</summary>
    private static StudyData Of(StudyData study)
    {
        StudyDifference[] all = [.. study.Differences, .. study.AtEqualCost];
        var corrected = MultipleTesting.Holm([.. all.Select(d => MeanEstimate.Of(d.BySeed).P ?? 1), .. all.Select(d => d.Weakest?.P ?? 1)]);
        StudyDifference[] told = [.. all.Select((d, i) => d with { HolmP = corrected[i], WeakestHolmP = corrected[all.Length + i] })];
        return study with { Differences = told[..study.Differences.Count], AtEqualCost = told[study.Differences.Count..] };
    }
}
