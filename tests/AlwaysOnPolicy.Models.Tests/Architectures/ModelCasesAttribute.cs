using System.Reflection;
using AlwaysOnPolicy.Tests;
using Xunit.Sdk;
using Xunit.v3;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>Gives a theory one row for each reference model whose class, as expected.json names it, ends in one of these; traces of training are
/// Learning's.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ModelCasesAttribute(params string[] classes) : DataAttribute
{
    public string[] Classes => classes;

    /// <summary>Ends of classes that another test takes although their names end so.</summary>
    public string[] Except { get; init; } = [];

    /// <summary>Only models that lie there in further forms.</summary>
    public bool OtherForms { get; init; }

    /// <summary>The folders of a model's further forms.</summary>
    public static string[] FormsOf(string folder) => [.. Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, "config.json")))];

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        IReadOnlyCollection<ITheoryDataRow> rows =
        [
            .. Goldens.CaseFolders("models", "expected.json").Where(IsOurs)
                .Select(f => new TheoryDataRow<string>(f) { TestDisplayName = $"{testMethod.Name}({Path.GetFileName(f)})" }),
        ];
        return rows.Count > 0
            ? ValueTask.FromResult(rows)
            : throw new InvalidOperationException($"'{Goldens.Root}' holds no model of the class {string.Join(" or ", classes)}.");
    }

    private bool IsOurs(string folder)
    {
        var json = Goldens.Json(Path.Combine(folder, "expected.json"));
        var name = json.GetProperty("model_class").GetString()!;
        return json.TryGetProperty("inputs", out _) && !Except.Any(e => name.EndsWith(e, StringComparison.Ordinal))
            && (!OtherForms || FormsOf(folder).Length > 0) && classes.Any(c => name.EndsWith(c, StringComparison.Ordinal));
    }
}
