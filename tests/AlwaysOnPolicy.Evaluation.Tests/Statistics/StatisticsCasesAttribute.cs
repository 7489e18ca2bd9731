using System.Reflection;
using System.Text.Json;
using AlwaysOnPolicy.Tests;
using Xunit.Sdk;
using Xunit.v3;

namespace AlwaysOnPolicy.Evaluation.Tests.Statistics;

/// <summary>One row per case of the statistics goldens: its name and its group.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StatisticsCasesAttribute : DataAttribute
{
    private static readonly Lazy<IReadOnlyList<JsonElement>> Cases = new(
        () => [.. Goldens.Json(Goldens.File_("statistics", "cases.json")).GetProperty("cases").EnumerateArray()]);

    public static JsonElement Named(string name) => Cases.Value.First(c => c.GetProperty("name").GetString() == name);

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        IReadOnlyCollection<ITheoryDataRow> rows =
            [.. Cases.Value.Select(c => new TheoryDataRow<string, string>(c.GetProperty("name").GetString()!, c.GetProperty("group").GetString()!))];
        return ValueTask.FromResult(rows);
    }
}
