namespace AlwaysOnPolicy.Experiments.Importing;

/// <summary>A key of TRL's PPO settings, and what becomes of it.</summary>
/// <param name="Name">TRL's.</param>
/// <param name="Default">What TRL takes where the key is absent; null where it takes nothing or works it out.</param>
/// <param name="Ours">Our setting; null where there is none.</param>
/// <param name="Note">What differs, or why it is not carried.</param>
internal sealed record TrlKey(string Name, string? Default, string? Ours, string Note)
{
    /// <summary>Turns TRL's value into ours, with all of TRL's values by key; null does not carry it, and the note says why. Most are the same.</summary>
    public Func<string, IReadOnlyDictionary<string, string?>, string?> Convert { get; init; } = (value, _) => value;

    /// <summary>Of what follows from other keys when TRL's trainer begins, and of what has no meaning here: nobody needs to hear of its default.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether null means the same in both.</summary>
    public bool MayBeNull { get; init; }
}
