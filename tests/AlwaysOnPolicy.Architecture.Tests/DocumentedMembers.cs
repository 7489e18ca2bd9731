using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>What of an assembly's public surface its documentation file has nothing to say of. The properties of a positional record count: the compiler writes
/// each param of the record there as the summary of its property.</summary>
internal static class DocumentedMembers
{
    /// <returns>Documentation ids of public and protected types and members without a summary, sorted. A constructor without parameters is left out, since
    /// nothing tells a written one from the compiler's own.</returns>
    public static IReadOnlyList<string> WithoutSummary(string assemblyFile)
    {
        var documented = XDocument.Load(Path.ChangeExtension(assemblyFile, ".xml")).Descendants("member")
            .Where(m => m.Element("summary")?.Value.Trim().Length > 0 || m.Element("inheritdoc") is not null)
            .Select(m => (string)m.Attribute("name")!).ToHashSet(StringComparer.Ordinal);
        using var module = ModuleDefinition.ReadModule(assemblyFile);
        return [.. module.GetAllTypes().Where(IsSeen).SelectMany(Ids).Where(id => !documented.Contains(id)).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Ids(TypeDefinition type)
    {
        yield return DocCommentId.GetDocCommentId(type);
        if (type.BaseType?.FullName == "System.MulticastDelegate") yield break;
        foreach (var field in type.Fields.Where(f => IsSeen(f.IsPublic, f.IsFamily, f.IsFamilyOrAssembly) && !f.IsSpecialName))
            yield return DocCommentId.GetDocCommentId(field);
        foreach (var property in type.Properties.Where(p => p.Name != "EqualityContract" && (IsSeen(p.GetMethod) || IsSeen(p.SetMethod))))
            yield return DocCommentId.GetDocCommentId(property);
        foreach (var method in type.Methods.Where(m => IsSeen(m) && IsWritten(m)))
            yield return DocCommentId.GetDocCommentId(method);
    }

    private static bool IsSeen(TypeDefinition type) =>
        type.DeclaringType is { } outer ? IsSeen(outer) && IsSeen(type.IsNestedPublic, type.IsNestedFamily, type.IsNestedFamilyOrAssembly) : type.IsPublic;

    private static bool IsSeen(MethodDefinition? method) => method is not null && IsSeen(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

    private static bool IsSeen(bool isPublic, bool isProtected, bool isProtectedOrInternal) => isPublic || isProtected || isProtectedOrInternal;

    private static bool IsWritten(MethodDefinition method) =>
        !method.IsGetter && !method.IsSetter && !(method.IsConstructor && method.Parameters.Count == 0)
        && !method.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute");
}
