using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A policy that answers a stage's questions: loaded here, or served elsewhere, where this process has its tokenizer alone.</summary>
internal sealed class AnsweringPolicy : IDisposable
{
    private readonly IDisposable? _owned;

    private AnsweringPolicy(PromptFormat format, IRolloutEngine engine, IDisposable? owned) => (Format, Engine, _owned) = (format, engine, owned);

    public PromptFormat Format { get; }

    public IRolloutEngine Engine { get; }

    /// <param name="folder">The policy's.</param>
    /// <param name="trainer">Where it was trained; null where that is never elsewhere.</param>
    public static AnsweringPolicy Open(StageContext stage, string folder, PromptFormatOptions options, ComputeSettings compute, TrainerSettings? trainer = null)
    {
        if (trainer?.Server is not null || TinkerPolicy.IsIn(folder))
        {
            var there = StandingPolicy.Open(folder, options, compute, trainer ?? new(), stage.Seed);
            return new(there.Policy.Format, new PolicyRollouts(there.Policy, compute.BatchSize), there);
        }
        if (compute.Rollouts is not { } rollouts)
        {
            var policy = stage.Load(folder, options, compute.Dtype);
            policy.Model.Deterministic = compute.Deterministic;
            return new(policy.Format, new PolicyRollouts(policy, compute.BatchSize), policy);
        }
        var format = PromptFormat.Load(folder, options);
        foreach (var note in format.Endings.Notes) stage.Note($"Model '{Path.GetFileName(folder)}': {note}");
        var adapter = PolicyArtifacts.AdapterBeside(folder);
        var served = Path.GetFullPath(rollouts.Sampler == RolloutSampler.Vllm && Directory.Exists(adapter) ? adapter : folder);
        var source = new PolicySource(_ => served, ModelFolder.VocabularyOf(folder), Numbers(compute.Dtype));
        return new(format, new ServerRollouts(rollouts, format,
            ModelFolder.ReadGenerationDefaults(folder) with { EosIds = format.Endings.Ids }, source, stage.Tell), null);
    }

    /// <summary>Servers for a policy that is trained here: its weights go into a folder before each step that it moved for, and they load them.</summary>
    /// <param name="folder">Of the stage's own, for one policy at a time.</param>
    public static ServerRollouts Training(RolloutSettings rollouts, Policy policy, ComputeSettings compute, string folder, StageContext stage)
    {
        var adapter = rollouts.Sampler == RolloutSampler.Vllm;
        if (adapter && policy.Model.Adapter is null)
            throw new SettingsException("vLLM loads no weights while it runs but adapters: set ppo.lora, or draw with aop serve (rollouts.sampler: aop).");
        return new(rollouts, policy.Format, policy.Defaults, new PolicySource(Write, policy.Model.VocabularySize, Numbers(compute.Dtype)), stage.Tell);

        string Write(long moves)
        {
            var place = Path.GetFullPath(Path.Combine(folder, $"moves-{moves}"));
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);   // the step before: nobody draws by it any more
            if (adapter) AdapterFolder.Save(policy.Model, place);
            else ModelFolder.SaveCausal(policy.Model, place, policy.Tokenizer, generation: policy.Defaults);
            return place;
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        _owned?.Dispose();
    }

    private static string Numbers(ComputeType type) => type == ComputeType.Bfloat16 ? "bfloat16" : "float32";
}
