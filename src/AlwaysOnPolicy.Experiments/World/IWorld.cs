using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.World;

/// <summary>Where a run's model and data come from: the embedded miniature, or the user's files.</summary>
public interface IWorld
{
    /// <summary>What the data depends on besides the run's seed: it enters the stage's key, so that changed settings or files are seen.</summary>
    object DataIdentity { get; }

    /// <summary>What the base model depends on besides the run's seed.</summary>
    object BaseModelIdentity { get; }

    ExperimentData PrepareData(ulong seed);

    /// <summary>Gives the folder of the base model: writes it into <paramref name="folder"/>, or checks and names the user's own.</summary>
    string PrepareBaseModel(string folder, ulong seed);

    /// <summary>The preference pairs for the reward model.</summary>
    /// <param name="answer">Lets the SFT policy answer, at temperature 1.</param>
    PreferenceSets PreparePreferences(ExperimentData data, ulong seed, Func<IReadOnlyList<AnswerRequest>, IReadOnlyList<Answer>> answer);
}
