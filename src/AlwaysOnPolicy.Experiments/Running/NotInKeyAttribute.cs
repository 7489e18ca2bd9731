namespace AlwaysOnPolicy.Experiments.Running;

/// <summary>Keeps a property out of stage keys: changing it must not change any result (a path whose content is hashed, a batch size for inference).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute : Attribute;
