using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>One setting of a record.</summary>
/// <param name="Property">The record's property.</param>
/// <param name="Parameter">The constructor's parameter that sets it; null where an initializer does.</param>
/// <param name="IsNullable">Whether null may be written.</param>
public sealed record SettingsKey(PropertyInfo Property, ParameterInfo? Parameter, bool IsNullable)
{
    /// <summary>As a file writes it, in snake_case.</summary>
    public string Name { get; } = NameOf(Property.Name);

    /// <summary>Of the property.</summary>
    public Type Type => Property.PropertyType;

    /// <summary>Whether a file that writes the group must write the key.</summary>
    public bool IsRequired => HasRequiredModifier || Parameter is { HasDefaultValue: false };

    /// <summary>Null for what is no path.</summary>
    public PathSettingAttribute? Path => Property.GetCustomAttribute<PathSettingAttribute>() ?? Parameter?.GetCustomAttribute<PathSettingAttribute>();

    /// <summary>The checks that the property or the constructor's parameter asks for.</summary>
    public IEnumerable<ValidationAttribute> Checks =>
        Property.GetCustomAttributes<ValidationAttribute>().Concat(Parameter?.GetCustomAttributes<ValidationAttribute>() ?? []);

    /// <summary>Asked by name: a library that this project uses has a public attribute of the same name.</summary>
    private bool HasRequiredModifier =>
        Property.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.RequiredMemberAttribute");

    /// <summary>The word for a value: its name as a key would be written, unless the value says another with <see cref="EnumMemberAttribute"/>.</summary>
    public static string WordOf(Enum value) => WordOf(value.GetType(), value.ToString());

    internal static string WordOf(Type type, string member) => type.GetField(member)?.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? NameOf(member);

    /// <summary>A member's name as a key: in snake_case.</summary>
    public static string NameOf(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
