using System.Collections;
using System.Reflection;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>The settings that a record holds: its public properties with a setter, and its constructor's parameters.</summary>
internal sealed class SettingsShape
{
    private static readonly NullabilityInfoContext Nullability = new();
    private readonly ConstructorInfo _constructor;
    private readonly MethodInfo? _clone;

    private SettingsShape(Type type)
    {
        Type = type;
        _constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).FirstOrDefault()
            ?? throw new InvalidOperationException($"Settings of type {type} cannot be created: it has no public constructor.");
        _clone = type.GetMethod("<Clone>$");
        var parameters = _constructor.GetParameters();
        Keys =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(p => (Property: p, Parameter: Array.Find(parameters, a => a.Name == p.Name)))
                .Where(p => p.Property.CanWrite && p.Property.GetIndexParameters().Length == 0)
                .OrderBy(p => Place(p.Property.DeclaringType!))
                .Select(p => new SettingsKey(p.Property, p.Parameter, IsNullable(p.Property))),
        ];
    }

    public Type Type { get; }

    public IReadOnlyList<SettingsKey> Keys { get; }

    public static SettingsShape Of(Type type) => new(type);

    /// <summary>The words that the record may be written as (<see cref="ISettingsWords{TSelf}"/>), each with what it stands for.</summary>
    public IReadOnlyList<(string Word, object? Value)> Words() =>
        Type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ISettingsWords<>))
            ? [.. ((IEnumerable)Type.GetProperty(nameof(ISettingsWords<object>.Words), BindingFlags.Public | BindingFlags.Static)!.GetValue(
                null)!).Cast<object>().Select(Entry)]
            : [];

    private static (string, object?) Entry(object pair) =>
        ((string)pair.GetType().GetProperty("Key")!.GetValue(pair)!, pair.GetType().GetProperty("Value")!.GetValue(pair));

    /// <summary>True for what is a mapping of its own rather than one value or a list.</summary>
    public static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && type.GetMethod("<Clone>$") is not null;

    public SettingsKey? Find(string name) => Keys.FirstOrDefault(k => k.Name == name);

    /// <summary>A record with the given values; the others are those of <paramref name="defaults"/> or, without it, the type's own.</summary>
    public object Create(object? defaults, IReadOnlyDictionary<SettingsKey, object?> values)
    {
        var made = defaults is not null && _clone is not null ? _clone.Invoke(defaults, null)! : _constructor.Invoke(
        [
            .. _constructor.GetParameters().Select(parameter => Keys.FirstOrDefault(k => k.Parameter == parameter) is { } key
                && values.TryGetValue(key, out var value)
                ? value
                : parameter.HasDefaultValue ? parameter.DefaultValue : null),
        ]);
        foreach (var (key, value) in values) key.Property.SetValue(made, value);
        return made;
    }

    /// <summary>A record with the type's own defaults to lay settings over; null where some parameter has none.</summary>
    public object? TryCreateDefault() =>
        _constructor.GetParameters().All(p => p.HasDefaultValue) ? Create(null, new Dictionary<SettingsKey, object?>()) : null;

    /// <summary>What abstract records begin stands before a record's own settings, what it takes over from a whole record behind them.</summary>
    private int Place(Type declaring) => declaring == Type || declaring.IsAbstract ? Depth(declaring) : int.MaxValue;

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    private static bool IsNullable(PropertyInfo property)
    {
        lock (Nullability) return Nullability.Create(property).WriteState == NullabilityState.Nullable;
    }
}
