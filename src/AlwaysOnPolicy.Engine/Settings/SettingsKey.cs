using System.ComponentModel.DataAnnotations;
using System.Reflection;
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

    public static string NameOf(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
