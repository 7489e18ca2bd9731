using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Holds a bound record to the attributes on its properties and to its own rules between settings (<see cref="IValidatableObject"/>).</summary>
internal static class SettingsChecks
{
    /// <summary>A value that was written, before the record is made of it.</summary>
    /// <param name="path">The setting's, dotted.</param>
    public static void CheckRange(SettingsKey key, object? value, string path, SettingsPlace place)
    {
        foreach (var range in key.Checks.OfType<RangeAttribute>())
            if (value is not null && OptionRange.Complaint(range, value) is { } complaint) throw place.Error($"'{path}' {Shown(value)}; {complaint}");
    }

    /// <param name="placeOf">Where a setting of the record was written, by its name; where the record was, for one that was not written.</param>
    public static void Check(object record, SettingsShape shape, string path, Func<string?, SettingsPlace> placeOf)
    {
        foreach (var key in shape.Keys)
        {
            var value = key.Property.GetValue(record);
            foreach (var check in key.Checks)
            {
                if (Complaint(check, value, record, key) is { } complaint)
                    throw placeOf(key.Name).Error($"'{SettingsBinder.Join(path, key.Name)}' {Shown(value)}; {complaint}");
            }
        }
        if (record is not IValidatableObject rules) return;
        foreach (var broken in rules.Validate(new ValidationContext(record)))
        {
            var member = broken.MemberNames.FirstOrDefault() is { } name ? SettingsKey.NameOf(name) : null;
            var where = member is null ? path : SettingsBinder.Join(path, member);
            throw placeOf(member).Error(where.Length == 0 ? broken.ErrorMessage! : $"'{where}': {broken.ErrorMessage}");
        }
    }

    private static string? Complaint(ValidationAttribute check, object? value, object record, SettingsKey key)
    {
        if (check is RangeAttribute range) return value is null ? null : OptionRange.Complaint(range, value);
        if (check is RequiredAttribute) return check.IsValid(value) ? null : "it must not be empty.";
        return check.GetValidationResult(value, new ValidationContext(record) { MemberName = key.Property.Name, DisplayName = key.Name })?.ErrorMessage;
    }

    /// <returns>"from 1 to 4096"; null for a setting without a range.</returns>
    public static string? RangeOf(SettingsKey key) => key.Checks.OfType<RangeAttribute>().FirstOrDefault() is { } range ? OptionRange.InWords(range) : null;

    private static string Shown(object? value) => value switch
    {
        null => "has no value",
        "" => "is empty",
        string text => $"is '{text}'",
        IFormattable number => $"is {number.ToString(null, CultureInfo.InvariantCulture)}",
        _ => "is not right",
    };
}
