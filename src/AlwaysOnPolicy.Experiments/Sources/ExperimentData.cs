using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>The questions and demonstrations of a run, already split.</summary>
public sealed record ExperimentData
{
    /// <summary>Held-out questions that the policy is probed with before each iteration.</summary>
    public required IReadOnlyList<Question> Probe { get; init; }

    /// <summary>Questions of the final comparison, each once; in no other set.</summary>
    public required IReadOnlyList<Question> Test { get; init; }

    /// <summary>Held-out questions that serve as examples; in no other set.</summary>
    public IReadOnlyList<Question> FewShot { get; init; } = [];

    /// <summary>Questions of the held-out pairs.</summary>
    public IReadOnlyList<string> HeldOutPairQuestions { get; init; } = [];

    /// <summary>Questions that the pool author and the pool's vanilla pipeline choose from; may be empty.</summary>
    public required IReadOnlyList<Question> Pool { get; init; }

    /// <summary>What the SFT policy learns from.</summary>
    public required IReadOnlyList<Demonstration> Demonstrations { get; init; }

    /// <summary>Demonstrations kept for the validation loss.</summary>
    public required IReadOnlyList<Demonstration> ValidationDemonstrations { get; init; }

    /// <summary>Preference pairs that need no policy; empty where the world makes them with the SFT policy's answers.</summary>
    public PreferenceSets Preferences { get; init; } = new([], []);

    /// <summary>Domains known to be weak before training; empty where nobody knows.</summary>
    public IReadOnlyList<string> WeakDomains { get; init; } = [];

    /// <summary>Which rows of the user's files each part of the split got; empty where the data is made, not read.</summary>
    public IReadOnlyList<SplitRecord> Splits { get; init; } = [];

    /// <summary>Plain sentences for the log and the report.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All that nobody may train on.</summary>
    public IEnumerable<HeldOutQuestion> HeldOut() =>
    [
        .. Probe.Select(q => new HeldOutQuestion(HeldOutNames.Probe, q.Text)), .. FewShot.Select(q => new HeldOutQuestion(HeldOutNames.FewShot, q.Text)),
        .. Test.Select(q => new HeldOutQuestion(HeldOutNames.Test, q.Text)), .. HeldOutPairQuestions.Select(q => new HeldOutQuestion(HeldOutNames.Pairs, q)),
    ];
}
