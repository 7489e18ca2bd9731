using System.Reflection;
using System.Runtime.CompilerServices;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Architecture.Tests;

/// <summary>An option that cannot be null says so where it is set, by its name, and not as a null reference far from there.</summary>
public sealed class OptionNotNullTests
{
    private static readonly NullabilityInfoContext s_nullability = new();

    public static TheoryData<string, string> Options => [.. OptionRecords.All.Where(t => !t.IsAbstract).SelectMany(t => t.GetProperties()
        .Where(NeedsValue).Select(p => (t.AssemblyQualifiedName!, p.Name)))];

    public static TheoryData<string> Constructed => [.. OptionRecords.All.Where(t => !t.IsAbstract && t.GetConstructor([]) is null)
        .Select(t => t.AssemblyQualifiedName!)];

    [Theory, MemberData(nameof(Options))]
    public void An_option_that_needs_a_value_refuses_null_and_is_named(string record, string name)
    {
        var type = Type.GetType(record)!;
        var options = RuntimeHelpers.GetUninitializedObject(type);
        Should.Throw<TargetInvocationException>(() => type.GetProperty(name)!.SetValue(options, null)).InnerException
            .ShouldBeOfType<ArgumentNullException>().ParamName.ShouldBe(name);
    }

    [Theory, MemberData(nameof(Constructed))]
    public void So_does_the_constructor_of_an_options_record(string record)
    {
        var make = Type.GetType(record)!.GetConstructors().Single();
        var parameters = make.GetParameters();
        foreach (var given in parameters.Where(p => !p.ParameterType.IsValueType && s_nullability.Create(p).WriteState == NullabilityState.NotNull))
        {
            object?[] values = [.. parameters.Select(p => p == given ? null : Something(p.ParameterType))];
            Should.Throw<TargetInvocationException>(() => make.Invoke(values)).InnerException
                .ShouldBeOfType<ArgumentNullException>().ParamName.ShouldBe(given.Name);
        }
    }

    [Fact]
    public void The_message_says_what_to_do() =>
        Should.Throw<ArgumentNullException>(() => new PpoRunOptions { Sampling = null! }).Message.ShouldStartWith(
            "The option Sampling cannot be null: leave it out for its default, or give it a value.");

    private static bool NeedsValue(PropertyInfo property) => property.SetMethod is { IsPublic: true } && !property.PropertyType.IsValueType
        && s_nullability.Create(property).WriteState == NullabilityState.NotNull;

    private static object Something(Type type) => type == typeof(string) ? "x"
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
        : type.IsInterface && type.GetGenericArguments() is [var item] ? Array.CreateInstance(item, 0)
        : type.IsInterface ? Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!
        : RuntimeHelpers.GetUninitializedObject(type);
}
