using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>What an option's range says holds for whoever sets it: C# as well as a settings file.</summary>
public sealed class OptionRangeTests
{
    private static readonly Type[] s_numbers = [typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal)];

    public static TheoryData<string, string> Ranged => [.. OptionRecords.All.Where(t => !t.IsAbstract).SelectMany(t => t.GetProperties()
        .Where(p => p.GetCustomAttribute<RangeAttribute>() is not null).Select(p => (t.AssemblyQualifiedName!, p.Name)))];

    [Theory, MemberData(nameof(Ranged))]
    public void An_option_refuses_what_is_out_of_its_range_and_is_named(string record, string name)
    {
        var type = Type.GetType(record)!;
        var property = type.GetProperty(name)!;
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        foreach (var value in Outside(range, property.PropertyType))
        {
            var options = RuntimeHelpers.GetUninitializedObject(type);
            var error = Should.Throw<TargetInvocationException>(() => property.SetValue(options, value)).InnerException.ShouldBeOfType<SettingsException>();
            error.Message.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{type.Name}.{name} is {value}; it must be {OptionRange.InWords(range)}."));
        }
    }

    [Theory, MemberData(nameof(Ranged))]
    public void The_default_of_an_option_and_the_bounds_of_its_range_are_in_it(string record, string name)
    {
        var type = Type.GetType(record)!;
        var property = type.GetProperty(name)!;
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        if (type.GetConstructor([]) is { } make && property.GetValue(make.Invoke([])) is { } standard && !property.IsDefined(typeof(RequiredMemberAttribute)))
            OptionRange.Complaint(range, standard).ShouldBeNull();
        var options = RuntimeHelpers.GetUninitializedObject(type);
        object[] bounds = [.. range.MinimumIsExclusive ? [] : new[] { range.Minimum }, .. range.MaximumIsExclusive ? [] : new[] { range.Maximum }];
        foreach (var bound in bounds)
        {
            var value = As(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, Number(bound));
            property.SetValue(options, value);
            property.GetValue(options).ShouldBe(value);
        }
    }

    [Fact]
    public void Every_number_of_an_options_record_has_a_range() =>
        OptionRecords.All.SelectMany(t => t.GetProperties().Where(p => p.SetMethod is { IsPublic: true }
                && s_numbers.Contains(Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType)
                && p.GetCustomAttribute<RangeAttribute>() is null)
            .Select(p => $"{t.Name}.{p.Name}")).ShouldBeEmpty();

    [Fact]
    public void With_is_held_to_the_range_too() =>
        Should.Throw<SettingsException>(() => new PpoOptions() with { ClipRange = -3 }).Message.ShouldBe(
            "PpoOptions.ClipRange is -3; it must be from 1E-06 to 100.");

    [Fact]
    public void What_is_no_number_is_in_no_range() =>
        Should.Throw<SettingsException>(() => new PpoOptions { LearningRate = double.NaN }).Message.ShouldContain("PpoOptions.LearningRate is NaN");

    private static IEnumerable<object> Outside(RangeAttribute range, Type type)
    {
        var number = Nullable.GetUnderlyingType(type) ?? type;
        var (min, max) = (Number(range.Minimum), Number(range.Maximum));
        if (min > Number(number.GetField("MinValue")!.GetValue(null)!)) yield return As(number, range.MinimumIsExclusive ? min : min - 1);
        if (max < Number(number.GetField("MaxValue")!.GetValue(null)!)) yield return As(number, range.MaximumIsExclusive ? max : max + Math.Max(1, max / 1e6));
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    /// <summary>The largest of its kind where a double rounds it up.</summary>
    private static object As(Type type, double number) => number >= Number(type.GetField("MaxValue")!.GetValue(null)!)
        ? type.GetField("MaxValue")!.GetValue(null)! : Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
}
