using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Where a run's model and data come from: the embedded miniature, or the user's files.</summary>
internal interface IExperimentSource
{
    /// <summary>What the data depends on besides the run's seed: it enters the stage's key, so that changed settings or files are seen.</summary>
    object DataIdentity { get; }

    /// <summary>What <see cref="PreparePreferences"/> depends on besides its arguments; null where the pairs are read with the data.</summary>
    object? PreferenceIdentity { get; }

    /// <summary>What <see cref="References"/> depends on besides its arguments.</summary>
    object ReferenceIdentity { get; }

    /// <summary>The user's own base model; null where <see cref="WriteBaseModel"/> makes one.</summary>
    InputFiles? GivenBaseModel { get; }

    /// <summary>What a base model that is made depends on besides the run's seed.</summary>
    object BaseModelIdentity { get; }

    ExperimentData PrepareData(ulong seed);

    /// <summary>Makes the base model.</summary>
    /// <exception cref="NotSupportedException">It is the user's own.</exception>
    void WriteBaseModel(string folder, ulong seed);

    /// <summary>The preference pairs for the reward model, where they are made with the SFT policy's answers.</summary>
    /// <exception cref="NotSupportedException">They are read with the data.</exception>
    /// <param name="answer">Lets the SFT policy answer, at temperature 1.</param>
    PreferenceSets PreparePreferences(ExperimentData data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer);

    /// <summary>People's answers to the probe questions, by which authors know what can be reached.</summary>
    /// <exception cref="DataException">There are none.</exception>
    IReadOnlyList<ReferenceAnswer> References(ExperimentData data, ulong seed);
}
