using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy that answers and is not trained, here or on its server.</summary>
internal sealed class StandingPolicy : IDisposable
{
    private readonly IDisposable _owner;

    private StandingPolicy(Policy policy, IDisposable owner) => (Policy, _owner) = (policy, owner);

    public Policy Policy { get; }

    /// <param name="folder">Of the policy.</param>
    /// <param name="trainer">Says where it is.</param>
    /// <param name="seed">Of an adapter that adds nothing yet.</param>
    /// <exception cref="SettingsException">Its weights are on a server, and no server is named.</exception>
    public static StandingPolicy Open(string folder, PromptFormatOptions format, ComputeSettings compute, TrainerSettings trainer, ulong seed)
    {
        if (trainer.Server is { } server)
        {
            var there = new TinkerPolicy(server, folder, format, seed);
            return new(there.Policy, there);
        }
        if (TinkerPolicy.IsIn(folder))
            throw new SettingsException($"The weights of the policy '{folder}' are on a Tinker server: set trainer.kind: tinker, and name " +
                "it in trainer.tinker.");
        var policy = Policy.Load(folder, format, compute.Dtype);
        policy.Model.Deterministic = compute.Deterministic;
        return new(policy, policy);
    }

    public void Dispose() => _owner.Dispose();
}
