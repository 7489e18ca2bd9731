using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>The stages of PPO alone: prompts, samples before, training, samples after.</summary>
internal sealed class PpoPlan
{
    /// <exception cref="UserErrorException">Settings that do not go together, or a file or folder that is not there.</exception>
    public PpoPlan(PpoSettings settings)
    {
        settings.Check();
        var (compute, sampling, format) = (settings.Compute, OptionsInUse.Of(settings.Sampling), settings.PromptFormat);
        var model = ModelPlace.Of(settings.Model!, "model");
        var reference = settings.Reference is { } folder ? ModelPlace.Of(folder, "reference") : null;
        TrainedLayers.Check(model.Path, "ppo", settings.Ppo.Lora, settings.Ppo.FrozenLayers);
        Reward = RewardInput.Of(settings.Reward);

        Plan = new Plan(settings.Seed);
        Prompts = Plan.Add(new ReadPrompts(), new ReadPrompts.In(DataInput.Of(settings.Prompts!.For(DataUse.Questions), "prompts"), settings.MaxPrompts, settings.Samples.Prompts == 0 ? 0 : settings.Samples.HeldOut), "prompts");
        Before = Samples(null, "before");
        Policy = Plan.Add(new TrainOnPrompts(compute),
            new TrainOnPrompts.In(model, reference, Prompts, Reward, settings.Steps, settings.Steps is null ? settings.Passes : 1, OptionsInUse.Of(settings.Ppo), sampling, format, settings.SavedType), "PPO");
        After = Samples(Policy, "after");

        Artifact<PolicySamples>? Samples(Artifact<PolicyOutput>? trained, string when) => settings.Samples.Prompts == 0 ? null : Plan.Add(
            new SamplePolicy(compute), new SamplePolicy.In(model, trained, Prompts, settings.Samples.Prompts, Reward, sampling, format), $"samples {when}");
    }

    public Plan Plan { get; }
    public RewardInput Reward { get; }
    public Artifact<PromptList> Prompts { get; }
    public Artifact<PolicyOutput> Policy { get; }

    /// <summary>Null where no samples are wanted.</summary>
    public Artifact<PolicySamples>? Before { get; }

    /// <inheritdoc cref="Before"/>
    public Artifact<PolicySamples>? After { get; }
}
