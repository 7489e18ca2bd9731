using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>Which namespaces of an assembly use which: by base types, fields, properties, signatures, attributes, and all that method bodies name.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    private NamespaceGraph() { }

    public static NamespaceGraph Of(string assemblyFile)
    {
        var graph = new NamespaceGraph();
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        foreach (var type in assembly.MainModule.GetTypes()) graph.AddUses(type, assembly.MainModule);
        return graph;
    }

    /// <summary>The shortest way from a namespace back to itself, each step with a pair of types as its example; null where there is none.</summary>
    public string? Circle()
    {
        string[]? shortest = null;
        foreach (var start in _uses.Keys)
            if (WayBack(start) is { } way && (shortest is null || way.Length < shortest.Length)) shortest = way;
        return shortest is null ? null : string.Join('\n', shortest.Zip(shortest.Skip(1), (from, to) => $"{from} → {to} ({_uses[from][to]})"));
    }

    /// <summary>The namespaces that one uses directly.</summary>
    public IEnumerable<string> Uses(string name) => _uses.TryGetValue(name, out var used) ? used.Keys : [];

    private string[]? WayBack(string start)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var from))
            foreach (var to in _uses.TryGetValue(from, out var used) ? used.Keys : Enumerable.Empty<string>())
            {
                if (!cameFrom.TryAdd(to, from)) continue;
                if (to != start)
                {
                    queue.Enqueue(to);
                    continue;
                }
                List<string> way = [start];
                for (var at = from; at != start; at = cameFrom[at]) way.Add(at);
                return [start, .. way.Skip(1).Reverse(), start];
            }
        return null;
    }

    private void AddUses(TypeDefinition type, ModuleDefinition module)
    {
        void Add(TypeReference? used) => AddUse(type, used, module);

        Add(type.BaseType);
        foreach (var implemented in type.Interfaces) Add(implemented.InterfaceType);
        AddAttributes(type);
        AddParameters(type);
        foreach (var field in type.Fields)
        {
            Add(field.FieldType);
            AddAttributes(field);
        }
        foreach (var property in type.Properties)
        {
            Add(property.PropertyType);
            AddAttributes(property);
        }
        foreach (var raised in type.Events) AddAttributes(raised);
        foreach (var method in type.Methods)
        {
            Add(method.ReturnType);
            AddAttributes(method);
            AddAttributes(method.MethodReturnType);
            AddParameters(method);
            foreach (var parameter in method.Parameters)
            {
                Add(parameter.ParameterType);
                AddAttributes(parameter);
            }
            if (method.HasBody) AddBody(method.Body);
        }

        void AddAttributes(ICustomAttributeProvider member)
        {
            foreach (var attribute in member.CustomAttributes)
            {
                Add(attribute.AttributeType);
                foreach (var argument in attribute.ConstructorArguments.Concat(attribute.Fields.Concat(attribute.Properties).Select(named => named.Argument)))
                    AddArgument(argument);
            }
        }

        void AddArgument(CustomAttributeArgument argument)
        {
            Add(argument.Type);
            switch (argument.Value)
            {
                case TypeReference named:
                    Add(named);
                    break;
                case CustomAttributeArgument boxed:
                    AddArgument(boxed);
                    break;
                case CustomAttributeArgument[] many:
                    foreach (var one in many) AddArgument(one);
                    break;
                default:
                    break;   // a number or a text
            }
        }

        void AddParameters(IGenericParameterProvider generic)
        {
            foreach (var parameter in generic.GenericParameters)
            {
                AddAttributes(parameter);
                foreach (var constraint in parameter.Constraints) Add(constraint.ConstraintType);
            }
        }

        void AddBody(MethodBody body)
        {
            foreach (var variable in body.Variables) Add(variable.VariableType);
            foreach (var handler in body.ExceptionHandlers) Add(handler.CatchType);
            foreach (var instruction in body.Instructions)
                switch (instruction.Operand)
                {
                    case TypeReference named:
                        Add(named);
                        break;
                    case FieldReference field:
                        Add(field.DeclaringType);
                        Add(field.FieldType);
                        break;
                    case MethodReference called:
                        Add(called.DeclaringType);
                        Add(called.ReturnType);
                        foreach (var parameter in called.Parameters) Add(parameter.ParameterType);
                        if (called is GenericInstanceMethod { GenericArguments: var arguments })
                            foreach (var argument in arguments) Add(argument);
                        break;
                    default:
                        break;   // a number, a text, a place to jump to
                }
        }
    }

    private void AddUse(TypeDefinition user, TypeReference? used, ModuleDefinition module)
    {
        if (used is null or GenericParameter) return;
        if (used is IGenericInstance generic)
            foreach (var argument in generic.GenericArguments) AddUse(user, argument, module);
        if (used is IModifierType modified) AddUse(user, modified.ModifierType, module);
        if (used is TypeSpecification specification)
        {
            AddUse(user, specification.ElementType, module);
            return;
        }
        if (used.Scope != module) return;
        var (from, to) = (NamespaceOf(user), NamespaceOf(used));
        if (!IsOurs(from) || !IsOurs(to) || from == to) return;
        if (!_uses.TryGetValue(from, out var uses)) _uses[from] = uses = new(StringComparer.Ordinal);
        uses.TryAdd(to, $"{Outermost(user).Name} uses {Outermost(used).Name}");
    }

    /// <summary>What the compiler adds for itself lies elsewhere.</summary>
    private static bool IsOurs(string name) => name.StartsWith("AlwaysOnPolicy", StringComparison.Ordinal);

    private static string NamespaceOf(TypeReference type) => Outermost(type).Namespace;

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
