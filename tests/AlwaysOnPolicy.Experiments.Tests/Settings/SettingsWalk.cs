using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>Every setting of a settings record, found by reflection, each with copies of the record in which it alone has another value, near and
/// far.</summary>
/// <param name="otherModel">A model folder for settings that may name one and do not, with rows beside it in a file of its name and ".jsonl". Of a path that is
/// there, the other value is the path with "-other".</param>
internal sealed class SettingsWalk(string otherModel)
{
    private const string Day = "yyyy-MM-dd";

    /// <returns>The setting's dotted path, "[]" for any element of a list, and the copies: the first that the rules allow counts.</returns>
    public IEnumerable<(string Path, object[] Copies)> Of(object record) => Record(record, "");

    private IEnumerable<(string Path, object[] Copies)> Record(object record, string path)
    {
        var shape = SettingsShape.Of(record.GetType());
        foreach (var key in shape.Keys)
            foreach (var (setting, values) in Values(key, key.Property.GetValue(record), SettingsBinder.Join(path, key.Name)))
                yield return (setting, [.. values.Where(v => InRange(key, v))
                    .Select(v => shape.Create(record, new Dictionary<SettingsKey, object?> { [key] = v }))]);
    }

    private IEnumerable<(string, object?[])> Values(SettingsKey key, object? value, string path)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        if (SettingsShape.IsRecord(type)) return value is null ? [(path, [Sample(type)])] : Record(value, path).Select(r => (r.Path, (object?[])r.Copies));
        if (type != typeof(string) && value is IList list) return List(list, type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], path);
        return [(path, Scalars(key, type, value))];
    }

    private IEnumerable<(string, object?[])> List(IList list, Type item, string path)
    {
        object?[] others = list.Count > 0 ? [Copy(item, [.. list.Cast<object>().Skip(1)]), Copy(item, [.. list.Cast<object>(), list[0]])] : [];
        yield return (path, [.. others, Copy(item, [.. list.Cast<object>(), item == typeof(string) ? "c_proj" : item == typeof(int)
            ? 1 : SettingsShape.IsRecord(item) ? Sample(item) : null])]);
        if (!SettingsShape.IsRecord(item)) yield break;
        for (var i = 0; i < list.Count; i++)
            foreach (var (setting, copies) in Record(list[i]!, $"{path}[]"))
            {
                var place = i;
                yield return (setting, [.. copies.Select(c => (object?)Copy(item, [.. list.Cast<object>().Select((e, j) => j == place ? c : e)]))]);
            }
    }

    private object?[] Scalars(SettingsKey key, Type type, object? value)
    {
        if (type == typeof(string))
            return value is string text ? [Other(text)] : [Text(key)];
        if (type == typeof(bool)) return [!(bool)(value ?? true)];
        if (type.IsEnum) return [.. Enum.GetValues(type).Cast<object>().Where(v => !v.Equals(value))];
        if (type == typeof(double)) return value is double d ? [(d * 1.25) + 0.01, d * 100, d * 1e-4, d * 0.5, d * 0.9] : [0.5, 2.0, 1e-4];
        var n = value is null ? 1 : Convert.ToInt64(value);
        return [.. new[] { n + 1, n / 64, n * 2, n / 2, n - 1 }.Where(v => v >= 0 && (value is null || v != n)).Select(v => Convert.ChangeType(v, type))];
    }

    private object Sample(Type type)
    {
        var shape = SettingsShape.Of(type);
        return shape.Create(null, shape.Keys.Where(k => k.IsRequired).ToDictionary(k => k, k => k.Type == typeof(string) ? Text(k) : k.Type == typeof(int) ? 1
            : SettingsShape.IsRecord(k.Type) ? Sample(k.Type) : (object?)Array.CreateInstance(k.Type.GetGenericArguments()[0], 0)));
    }

    private static string Other(string text) => Path.Exists(text) ? $"{text}-other"
        : text == PromptFormatOptions.Chat ? "Q {question} A"
        : DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.AddDays(1).ToString(Day, CultureInfo.InvariantCulture)
        : $"{text}x";

    private string Text(SettingsKey key) => key.Path switch
    {
        null => "x",
        { AllowsHubId: true } => otherModel,
        _ => $"{otherModel}.jsonl",
    };

    private static Array Copy(Type item, object?[] values)
    {
        var kept = values.Where(v => v is not null).ToArray();
        var copy = Array.CreateInstance(item, kept.Length);
        Array.Copy(kept, copy, kept.Length);
        return copy;
    }

    private static bool InRange(SettingsKey key, object? value) => value is null || key.Checks.OfType<RangeAttribute>().All(r => r.IsValid(value));
}
