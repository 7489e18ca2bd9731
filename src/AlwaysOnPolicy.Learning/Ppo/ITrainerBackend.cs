using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Where the weights of policy, reference and critic are, and what PPO asks of them: log-probabilities and values, gradients, steps, and that they are
/// kept. Rewards, advantages, losses, skips and statistics are PPO's own, wherever that is.</summary>
internal interface ITrainerBackend : IDisposable
{
    /// <summary>What the time of the steps went to.</summary>
    PhaseTimes Phases { get; }

    /// <summary>Called as a step begins; the result is disposed of as it ends.</summary>
    IDisposable BeginStep();

    /// <summary>What policy, reference and critic say of rollouts, without gradients.</summary>
    PpoMeasure Measure(RolloutBatch part);

    /// <summary>What the policy as it is now says of a mini-batch, and the way back into it.</summary>
    IPpoPass Forward(RolloutBatch part, PpoGoal goal);

    /// <summary>Moves the weights by the gradients that have gathered, and drops these.</summary>
    /// <param name="rateFactor">Multiplies every learning rate.</param>
    /// <returns>The gradient's norm before clipping; null where there was nothing to step on, or nobody says. Not finite: no step was made.</returns>
    double? Step(double rateFactor);

    /// <summary>Until the result is disposed of, the policy has its averaged weights.</summary>
    IDisposable UseAverage();

    /// <summary>Writes down the weights of policy and critic as they are, or where they are kept.</summary>
    void SavePolicy(string folder, Policy policy);

    /// <summary>Takes up weights that <see cref="SavePolicy"/> wrote.</summary>
    void RestorePolicy(string folder, Policy policy);

    /// <summary>Writes the optimizer's state beside the trainer's.</summary>
    void SaveState(string folder);

    /// <summary>Takes up a state that <see cref="SaveState"/> wrote.</summary>
    void LoadState(string folder);
}
