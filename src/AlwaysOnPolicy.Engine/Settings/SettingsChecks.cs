using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace AlwaysOnPolicy.Engine.Settings;

/// <summary>Holds a bound record to the attributes on its properties and to its own rules between settings (<see cref="IValidatableObject"/>).</summary>
internal static class SettingsChecks
{
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
        if (check is RangeAttribute range) return value is null ? null : OutOfRange(range, value);
        if (check is RequiredAttribute) return check.IsValid(value) ? null : "it must not be empty.";
        return check.GetValidationResult(value, new ValidationContext(record) { MemberName = key.Property.Name, DisplayName = key.Name })?.ErrorMessage;
    }

    /// <summary>
    /// Compares as real numbers, which <see cref="RangeAttribute"/> itself does not when its bounds are integers: it would round 0.6 to 1 first.
    /// </summary>
    private static string? OutOfRange(RangeAttribute range, object value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var (min, max) = (Bound(range.Minimum), Bound(range.Maximum));
        var inside = (range.MinimumIsExclusive ? number > min : number >= min) && (range.MaximumIsExclusive ? number < max : number <= max);
        if (inside) return null;
        var (above, below) = (range.MinimumIsExclusive ? "above" : "at least", range.MaximumIsExclusive ? "below" : "at most");
        if (max >= int.MaxValue) return $"it must be {above} {range.Minimum}.";
        if (!range.MinimumIsExclusive && !range.MaximumIsExclusive) return $"it must be from {range.Minimum} to {range.Maximum}.";
        return $"it must be {above} {range.Minimum} and {below} {range.Maximum}.";
    }

    private static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Shown(object? value) => value switch
    {
        null => "has no value",
        "" => "is empty",
        string text => $"is '{text}'",
        IFormattable number => $"is {number.ToString(null, CultureInfo.InvariantCulture)}",
        _ => "is not right",
    };
}
