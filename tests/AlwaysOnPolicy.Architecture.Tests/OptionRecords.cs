using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>The public records by which users say what they want: by their name or an option's range, and the records without parameters that such a record
/// holds.</summary>
internal static class OptionRecords
{
    private static readonly string[] s_endings = ["Options", "Settings", "Request", "Job", "Retries"];

    public static IReadOnlyList<Type> All { get; } = Find();

    private static Type[] Find()
    {
        Type[] records = [.. LayeringTests.ProjectNames.Where(p => p != "Cli").SelectMany(p => LayeringTests.Load(p).GetExportedTypes())
            .Where(t => t.GetMethod("<Clone>$") is not null)];
        var found = new HashSet<Type>();
        var open = new Queue<Type>(records.Where(t => s_endings.Any(e => t.Name.EndsWith(e, StringComparison.Ordinal))
            || t.GetProperties().Any(p => p.IsDefined(typeof(RangeAttribute)))));
        while (open.TryDequeue(out var record))
        {
            if (!found.Add(record)) continue;
            foreach (var held in record.GetProperties().SelectMany(p => p.PropertyType.GetGenericArguments().Append(p.PropertyType)))
                if (records.Contains(held) && held.GetConstructor([]) is not null) open.Enqueue(held);
        }
        return [.. found.OrderBy(t => t.FullName, StringComparer.Ordinal)];
    }
}
