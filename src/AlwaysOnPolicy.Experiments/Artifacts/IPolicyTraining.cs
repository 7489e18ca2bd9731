using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy with the trainer that moves it, wherever its weights are.</summary>
internal interface IPolicyTraining : IDisposable
{
    Policy Policy { get; }

    PpoTrainer Trainer { get; }

    /// <summary>Writes the policy, or where it is, as a folder that every later stage can take for one.</summary>
    /// <param name="averaged">Whether with its averaged weights.</param>
    void Save(string folder, bool averaged);
}
