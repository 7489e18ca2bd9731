using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>How much of the machine a run uses. Nothing here but <see cref="Dtype"/> enters a stage's key.</summary>
/// <remarks><see cref="Threads"/> and <see cref="BatchSize"/> decide in which order sums are taken, and so the last digits of float32: of scores and
/// embeddings, and through them of trained weights; now and then a drawn token, unless <see cref="Deterministic"/>. On one machine with the same
/// settings a run repeats itself bit for bit. stage.json records both and the processor, and a run that goes on with others says so.</remarks>
public sealed record ComputeSettings
{
    /// <summary>Numbers in which the linear layers of policies and of reward models trained here are multiplied: float32, or bfloat16, which is several times
    /// as fast on processors with instructions for it (aop doctor tells) and needs less memory. Trained weights, embeddings, norms, attention, softmax and
    /// losses stay float32.</summary>
    public ComputeType Dtype { get; init; }

    /// <summary>Whether training keeps of a decoder's activations each block's input alone and computes the block again on the way back: less memory for a
    /// third more arithmetic, and the same numbers.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Whether an answer is drawn the same whatever answers are drawn beside it, on every processor and in bfloat16 too. In float32 on processors with
    /// 512-bit vectors it always is; elsewhere this costs time, and without it a token differs where its draw lies at a boundary.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Torch threads of one stage; 0 takes every core, divided by <see cref="ParallelStages"/>.</summary>
    /// <value>threads</value>
    [Range(0, 256)] public int Threads { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Stages that run at the same time when nothing connects them, such as two arms.</summary>
    /// <value>stages</value>
    [Range(1, 64)] public int ParallelStages { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Answers scored at once; and answers generated at once at least, if there are so many: up to 64 are where their keys and values take little
    /// memory.</summary>
    /// <value>answers</value>
    [Range(1, 4096)] public int BatchSize { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>PPO steps between two checkpoints, from which a run that was killed goes on in the middle of an iteration; 0 counts no steps.</summary>
    [Range(0, 1_000_000)] public int CheckpointSteps { get; init => field = OptionRange.Check(this, value); } = 10;

    /// <summary>The same of fine-tuning and of the reward model's training, whose steps are shorter, besides the checkpoints after each epoch; 0 counts no
    /// steps.</summary>
    [Range(0, 1_000_000)] public int EpochCheckpointSteps { get; init => field = OptionRange.Check(this, value); } = 100;

    /// <summary>Seconds after which a training makes a checkpoint however few steps it has done since the last; where writing one takes long, a tenth of the
    /// time goes into them at most. 0 goes by steps alone.</summary>
    [Range(0, 1_000_000)] public int CheckpointSeconds { get; init => field = OptionRange.Check(this, value); } = 60;

    /// <summary>Checkpoints kept of a running stage, the newest; a finished one needs none.</summary>
    /// <value>checkpoints</value>
    [Range(1, 1000)] public int CheckpointsKept { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Whether PPO leaves every rollout of every step in rollouts.parquet beside its policy: prompt with domain and origin, answer, reward, KL and
    /// advantage. A stage that was finished without keeps none.</summary>
    public bool KeepRollouts { get; init; }

    /// <summary>Torch threads of a stage on this machine.</summary>
    internal int ThreadsHere() => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount / ParallelStages);

    /// <summary>Servers that draw answers; null draws in this process. It comes from a section of its own.</summary>
    internal RolloutSettings? Rollouts { get; init; }

    /// <summary>With the servers of a settings file, where it names some.</summary>
    internal ComputeSettings With(RolloutSettings rollouts) => rollouts.Servers.Count > 0 ? this with { Rollouts = rollouts } : this;

    /// <summary>The name of a stage whose answers a policy draws: where vLLM does, they are others.</summary>
    internal StageId Drawn(string name, int version) => Computed(name, version) is var id && Rollouts?.Sampler == RolloutSampler.Vllm
        ? id with { Numbers = $"{id.Numbers ?? "float32"}, drawn by vLLM" } : id;

    /// <summary>The name of a stage whose result depends on <see cref="Dtype"/>.</summary>
    internal StageId Computed(string name, int version) => new(name, version) { Numbers = Dtype == ComputeType.Float32 ? null : "bfloat16" };

    /// <summary>The same, of a policy that may be on a Tinker server, which computes in numbers of its own.</summary>
    internal StageId Drawn(string name, int version, TrainerSettings trainer) =>
        trainer.Numbers is null ? Drawn(name, version) : Computed(name, version, trainer);

    /// <summary>The name of a stage whose policy may be on a server, which computes in numbers of its own.</summary>
    internal StageId Computed(string name, int version, TrainerSettings trainer) => trainer.Numbers is { } there
        ? new(name, version) { Numbers = there } : Computed(name, version);
}
