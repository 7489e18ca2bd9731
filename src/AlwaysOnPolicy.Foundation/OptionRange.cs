using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy;

/// <summary>Holds an option to the <see cref="RangeAttribute"/> on its property, whoever sets it: a settings file, <c>new</c> or <c>with</c>.</summary>
public static class OptionRange
{
    private static readonly ConcurrentDictionary<(Type, string), RangeAttribute> s_ranges = new();

    /// <summary>The body of an option's init accessor: <c>init => field = OptionRange.Check(this, value)</c>.</summary>
    /// <param name="options">The record that is being made.</param>
    /// <param name="value">Null is inside every range.</param>
    /// <param name="property">Has a <see cref="RangeAttribute"/>.</param>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="SettingsException">It is out of range: the message names record, property, value and range.</exception>
    public static T Check<T>(object options, T value, [CallerMemberName] string property = "")
    {
        if (value is null || Complaint(s_ranges.GetOrAdd((options.GetType(), property), RangeOf), value) is not { } complaint) return value;
        throw new SettingsException($"{options.GetType().Name}.{property} is {string.Create(CultureInfo.InvariantCulture, $"{value}")}; {complaint}");
    }

    /// <summary>
    /// Compares as real numbers, which <see cref="RangeAttribute"/> itself does not when its bounds are integers: it would round 0.6 to 1 first.
    /// </summary>
    /// <returns>"it must be from 1 to 4096."; null for a value in range. NaN is in none.</returns>
    public static string? Complaint(RangeAttribute range, object value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var (min, max) = (Bound(range.Minimum), Bound(range.Maximum));
        var inside = (range.MinimumIsExclusive ? number > min : number >= min) && (range.MaximumIsExclusive ? number < max : number <= max);
        return inside ? null : $"it must be {InWords(range)}.";
    }

    /// <summary>A range as people say it: "from 1 to 4096", "at least 0".</summary>
    public static string InWords(RangeAttribute range)
    {
        var (above, below) = (range.MinimumIsExclusive ? "above" : "at least", range.MaximumIsExclusive ? "below" : "at most");
        var (min, max) = (Said(range.Minimum), Said(range.Maximum));
        if (Bound(range.Maximum) >= int.MaxValue) return $"{above} {min}";
        return !range.MinimumIsExclusive && !range.MaximumIsExclusive ? $"from {min} to {max}" : $"{above} {min} and {below} {max}";
    }

    private static RangeAttribute RangeOf((Type Type, string Property) option) => option.Type.GetProperty(option.Property)?.GetCustomAttribute<RangeAttribute>()
        ?? throw new InvalidOperationException($"{option.Type.Name}.{option.Property} has no range to be held to.");

    private static string? Said(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture);

    private static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);
}
