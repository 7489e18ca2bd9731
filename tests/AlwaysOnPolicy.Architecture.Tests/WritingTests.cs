using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>Files and folders that must be whole are written by Foundation's Durable alone.</summary>
public sealed class WritingTests
{
    public static TheoryData<string> Projects => [.. LayeringTests.ProjectNames.Except(["Foundation"])];

    [Theory, MemberData(nameof(Projects))]
    public void No_other_project_renames_or_flushes(string project) =>
        Calls(project).ShouldNotContain(c => c == "File.Move" || c == "File.Replace" || c == "Directory.Move" || c == "RandomAccess.FlushToDisk");

    [Fact]
    public void Foundation_is_seen_to_do_it() => Calls("Foundation").ShouldContain("Directory.Move");

    /// <summary>What a project's code calls in System.IO, as Type.Method.</summary>
    private static List<string> Calls(string project)
    {
        using var file = new PEReader(File.OpenRead(LayeringTests.Load(project).Location));
        var metadata = file.GetMetadataReader();
        var calls = new List<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (metadata.GetString(type.Namespace) == "System.IO") calls.Add($"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
        }
        return calls;
    }
}
