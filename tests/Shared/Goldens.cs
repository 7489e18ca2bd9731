using System.Reflection;
using System.Text.Json;
using Xunit.Sdk;
using Xunit.v3;

namespace AlwaysOnPolicy.Tests;

/// <summary>Finds the golden numbers: under the folder that AOP_GOLDENS names, else under the project's own tests/goldens.</summary>
internal static class Goldens
{
    public static string? NamedRoot => Environment.GetEnvironmentVariable("AOP_GOLDENS") is { Length: > 0 } named ? named : null;

    public static string Root => NamedRoot ?? Path.Combine(RepositoryRoot, "tests", "goldens");

    /// <summary>A file or folder of the project's own goldens, whatever AOP_GOLDENS names: for tests that use one as material and compare nothing with
    /// it.</summary>
    public static string Material(string relative) => Path.Combine(RepositoryRoot, "tests", "goldens", relative);

    /// <summary>The folder that holds AlwaysOnPolicy.slnx.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The case folders of a family (those that hold <paramref name="marker"/>), sorted by name.</summary>
    /// <exception cref="InvalidOperationException">There is none: a test that runs on nothing proves nothing.</exception>
    public static IReadOnlyList<string> CaseFolders(string family, string marker)
    {
        var folder = Path.Combine(Root, family);
        var cases = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, marker))).Order(StringComparer.Ordinal).ToArray()
            : [];
        return cases.Length > 0 ? cases : throw new InvalidOperationException($"'{folder}' holds no case folder with a {marker} in it.");
    }

    /// <summary>A file of a family that is one case by itself, such as clustering/expected.json.</summary>
    public static string File_(string family, string file)
    {
        var path = Path.Combine(Root, family, file);
        return File.Exists(path) ? path : throw new InvalidOperationException($"'{path}' is not there.");
    }

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>A file or folder of shared data that lies beside the goldens or beside the checkout; null where it is absent.</summary>
    public static string? SharedData(string relative)
    {
        string[] places =
        [
            Path.Combine(Root, "..", "data", relative),
            Path.Combine(Root, "..", relative),
            Path.Combine(RepositoryRoot, "..", "shared", "data", relative),
        ];
        return places.Select(Path.GetFullPath).FirstOrDefault(p => File.Exists(p) || Directory.Exists(p));
    }

    /// <summary>Like <see cref="SharedData"/>, but the running test is reported as skipped where the file is absent.</summary>
    public static string RequireSharedData(string relative)
    {
        var path = SharedData(relative);
        Assert.SkipWhen(path is null, $"shared data '{relative}' is not on this machine");
        return path!;
    }

    /// <summary>A folder of small odd inputs beside the checkout; the running test is reported as skipped where it is absent.</summary>
    public static string RequireOddInput(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "faults", relative));
        Assert.SkipUnless(Directory.Exists(path), $"'{relative}' is not beside this checkout");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AlwaysOnPolicy.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository: AlwaysOnPolicy.slnx is in no folder above them.");
    }
}

/// <summary>Gives a theory one row a case folder: its full path.</summary>
/// <param name="family">Folder under the goldens: "models", "ppo", "tokenizers".</param>
/// <param name="marker">A file that makes a folder a case.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenCasesAttribute(string family, string marker) : DataAttribute
{
    public string Family => family;

    public string Marker => marker;

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        IReadOnlyCollection<ITheoryDataRow> rows =
        [
            .. Goldens.CaseFolders(family, marker)
                .Select(f => new TheoryDataRow<string>(f) { TestDisplayName = $"{testMethod.Name}({Path.GetFileName(f)})" }),
        ];
        return ValueTask.FromResult(rows);
    }
}
