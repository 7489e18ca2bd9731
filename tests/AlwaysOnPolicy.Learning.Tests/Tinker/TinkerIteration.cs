using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tests.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>Iterations of PPO whose policy is on a scripted server: answers, updates and checkpoints.</summary>
internal sealed class TinkerIteration : IDisposable
{
    private readonly IterationWorld _world = new(sharpness: 30);
    private readonly TemporaryFolder _place = new();
    private readonly CausalModel _model;
    private readonly TinkerOptions _options;

    public TinkerIteration(TinkerFaults? faults = null, int retries = 3)
    {
        _model = ModelFolder.LoadCausal(_world.Start);
        Server = new ScriptedTinker(_model, null, TinkerWorld.Lora, faults);
        _options = TinkerWorld.Options(Server.Address) with { Retries = retries, InFlight = 3 };
    }

    public static PpoOptions Ppo { get; } = IterationWorld.Ppo with { LearningRate = 1e-2 };

    public ScriptedTinker Server { get; }

    /// <summary>Runs an iteration of five steps, from the newest checkpoint where there is one.</summary>
    /// <returns>Every step's metrics and rollouts as JSON, and the weights of policy and critic at the end.</returns>
    public (string[] Records, float[] Policy, float[] Critic) Run(Action<PpoStepRecord>? onStep = null, IRewardModel? reward = null,
        CancellationToken cancel = default)
    {
        using var tinker = new TinkerPolicy(_options, _world.Start, IterationWorld.Format, seed: 2);
        using var trainer = tinker.NewTrainer(Ppo);
        var records = new List<PpoStepRecord>();
        new PpoRun(tinker.Policy, reward ?? new SmallWords(), IterationWorld.Prompts, trainer,
            new PpoRunOptions { Sampling = IterationWorld.Sampling }, seed: 7)
        {
            OnStep = step =>
            {
                records.Add(step);
                onStep?.Invoke(step);
            },
        }.RunAsync(new Checkpoints(Path.Combine(_place.Path, "checkpoints"), 2, 2), cancel).GetAwaiter().GetResult();   // its rewards wait for nothing

        var end = Path.Combine(_place.Path, "end");
        tinker.Save(end);
        var state = TinkerState.Read(end, _options);
        return ([.. records.Select(r => JsonSerializer.Serialize(new { Line = r, r.Rollouts }, CheckpointManifest.Json))], Server.WeightsAt(state.Policy),
            Server.WeightsAt(state.Critic!));
    }

    /// <summary>What the policy that <see cref="Run"/> left answers, and a policy of the start.</summary>
    public (string[] Trained, string[] Start) Answers()
    {
        return (Of(Path.Combine(_place.Path, "end")), Of(_world.Start));

        string[] Of(string folder)
        {
            using var tinker = new TinkerPolicy(_options, folder, IterationWorld.Format, seed: 2);
            AnswerRequest[] requests = [.. IterationWorld.Prompts.Select((p, i) => new AnswerRequest(p.Text, (ulong)i))];
            return [.. tinker.Policy.Answer(requests, IterationWorld.Sampling).Select(a => a.Text)];
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        _model.Dispose();
        _place.Dispose();
        _world.Dispose();
    }
}
