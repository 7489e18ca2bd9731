using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>One setting of a record.</summary>
public sealed record SettingsKey(PropertyInfo Property, ParameterInfo? Parameter, bool IsNullable)
{
    public string Name { get; } = NameOf(Property.Name);

    public Type Type => Property.PropertyType;

    public bool IsRequired => HasRequiredModifier || Parameter is { HasDefaultValue: false };

    /// <summary>Null for what is no path.</summary>
    public PathSettingAttribute? Path => Property.GetCustomAttribute<PathSettingAttribute>() ?? Parameter?.GetCustomAttribute<PathSettingAttribute>();

    public IEnumerable<ValidationAttribute> Checks =>
        Property.GetCustomAttributes<ValidationAttribute>().Concat(Parameter?.GetCustomAttributes<ValidationAttribute>() ?? []);

    /// <summary>Asked by name: a library that this project uses has a public attribute of the same name.</summary>
    private bool HasRequiredModifier =>
        Property.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.RequiredMemberAttribute");

    /// <summary>The word for a value: its name as a key would be written, unless the value says another with <see cref="EnumMemberAttribute"/>.</summary>
    public static string WordOf(Enum value) => WordOf(value.GetType(), value.ToString());

    internal static string WordOf(Type type, string member) => type.GetField(member)?.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? NameOf(member);

    public static string NameOf(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
