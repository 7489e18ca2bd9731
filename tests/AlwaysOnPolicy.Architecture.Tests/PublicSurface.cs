using Mono.Cecil;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>Which public types of an assembly somebody needs: those that others name, and what can be seen from there through signatures. A nested type counts
/// as the one that holds it.</summary>
internal sealed class PublicSurface : IDisposable
{
    private readonly AssemblyDefinition _assembly;
    private readonly SortedSet<string> _namedByOthers;

    private PublicSurface(AssemblyDefinition assembly, SortedSet<string> namedByOthers) => (_assembly, _namedByOthers) = (assembly, namedByOthers);

    /// <param name="others">Assembly files; the assembly itself among them is passed over.</param>
    public static PublicSurface Of(string assemblyFile, IEnumerable<string> others)
    {
        var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var other in others.Where(o => o != assemblyFile))
        {
            using var user = ModuleDefinition.ReadModule(other);
            named.UnionWith(user.GetTypeReferences().Select(Outermost).Where(t => t.Scope.Name == assembly.Name.Name).Select(t => t.FullName));
        }
        return new(assembly, named);
    }

    public IEnumerable<string> PublicTypes => _assembly.MainModule.Types.Where(t => t.IsPublic).Select(t => t.FullName);

    /// <summary>What no other assembly needs, not even to speak of what it names.</summary>
    public IEnumerable<string> NeededByNoOther => PublicTypes.Except(SeenFrom(_namedByOthers)).Order(StringComparer.Ordinal);

    /// <summary>What is left when the user has these too, and what can be seen from them.</summary>
    public IEnumerable<string> NeededByNobody(IEnumerable<string> user) => NeededByNoOther.Except(SeenFrom(user));

    public void Dispose() => _assembly.Dispose();

    private HashSet<string> SeenFrom(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (_assembly.MainModule.GetType(name) is { } type) See(type, seen);
        return seen;
    }

    private void See(TypeReference? reference, HashSet<string> seen)
    {
        if (reference is null or GenericParameter) return;
        if (reference is IGenericInstance generic)
            foreach (var argument in generic.GenericArguments) See(argument, seen);
        if (reference is IModifierType modified) See(modified.ModifierType, seen);
        if (reference is TypeSpecification specification)
        {
            See(specification.ElementType, seen);
            return;
        }
        if (reference.Scope == _assembly.MainModule && seen.Add(Outermost(reference).FullName)) SeeMembers(Outermost(reference).Resolve(), seen);
    }

    private void SeeMembers(TypeDefinition type, HashSet<string> seen)
    {
        See(type.BaseType, seen);
        foreach (var implemented in type.Interfaces) See(implemented.InterfaceType, seen);
        SeeConstraints(type, seen);
        foreach (var field in type.Fields.Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly)) See(field.FieldType, seen);
        foreach (var method in type.Methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly))
        {
            See(method.ReturnType, seen);
            foreach (var parameter in method.Parameters) See(parameter.ParameterType, seen);
            SeeConstraints(method, seen);
        }
        foreach (var nested in type.NestedTypes.Where(n => n.IsNestedPublic || n.IsNestedFamily || n.IsNestedFamilyOrAssembly)) SeeMembers(nested, seen);
    }

    private void SeeConstraints(IGenericParameterProvider generic, HashSet<string> seen)
    {
        foreach (var constraint in generic.GenericParameters.SelectMany(p => p.Constraints)) See(constraint.ConstraintType, seen);
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
