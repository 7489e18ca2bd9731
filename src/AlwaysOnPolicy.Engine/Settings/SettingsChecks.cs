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
        return inside ? null : $"it must be {InWords(range)}.";
    }

    /// <returns>"from 1 to 4096"; null for a setting without a range.</returns>
    public static string? RangeOf(SettingsKey key) => key.Checks.OfType<RangeAttribute>().FirstOrDefault() is { } range ? InWords(range) : null;

    private static string InWords(RangeAttribute range)
    {
        var (above, below) = (range.MinimumIsExclusive ? "above" : "at least", range.MaximumIsExclusive ? "below" : "at most");
        var (min, max) = (Said(range.Minimum), Said(range.Maximum));
        if (Bound(range.Maximum) >= int.MaxValue) return $"{above} {min}";
        return !range.MinimumIsExclusive && !range.MaximumIsExclusive ? $"from {min} to {max}" : $"{above} {min} and {below} {max}";
    }

    private static string? Said(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture);

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
