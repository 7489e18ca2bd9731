using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy;

/// <summary>Refuses null for an option that must have a value, whoever sets it, before anything reads it far from there.</summary>
public static class OptionNotNull
{
    /// <summary>The body of an option's init accessor: <c>init => field = OptionNotNull.Check(value)</c>; also its initializer, where a constructor's parameter
    /// sets it.</summary>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="ArgumentNullException">It is null; the exception's parameter is the property.</exception>
    public static T Check<T>(T value, [CallerMemberName] string property = "")
        where T : class =>
        value ?? throw new ArgumentNullException(property, $"The option {property} cannot be null: leave it out for its default, or give it a value.");
}
