using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>Settings whose stages take seconds.</summary>
/// <param name="Plan">The stages of settings of this kind.</param>
/// <param name="OtherModel">For settings that may name a model and do not.</param>
/// <param name="Unread">Patterns of the settings that what was chosen does not read.</param>
internal sealed record SettingsCase(string Name, object Settings, Func<object, Plan> Plan, string OtherModel, string[] Unread)
{
    public static SettingsCase Of<T>(string name, T settings, Func<T, Plan> plan, string otherModel, string[] unread)
        where T : notnull => new(name, settings, s => plan((T)s), otherModel, unread);

    /// <summary>A pattern of the settings that the case is for; null is for all.</summary>
    public string? Only { get; init; }

    public override string ToString() => Name;

    /// <summary>The stages' keys; null where the rules allow no such settings.</summary>
    public HashSet<string>? Keys(object settings) => TryPlan(settings) is { } plan ? [.. plan.Nodes.Select(n => n.Key)] : null;

    /// <inheritdoc cref="Keys"/>
    public Plan? TryPlan(object settings)
    {
        try
        {
            return Plan(settings);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}
