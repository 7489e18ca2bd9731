namespace AlwaysOnPolicy;

/// <summary>Keeps a property out of the keys by which results are known: changing it must not change any result (a path whose content is hashed, how
/// long a service is waited for).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute : Attribute;
