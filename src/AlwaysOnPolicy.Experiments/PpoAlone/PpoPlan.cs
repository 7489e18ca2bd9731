using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>The stages of PPO alone: prompts, a look at the reward, samples before, training, samples after.</summary>
internal sealed class PpoPlan
{
    /// <exception cref="UserErrorException">Settings that do not go together, or a file or folder that is not there.</exception>
    /// <param name="run">Where an earlier training may be that this one can go on from; null looks nowhere.</param>
    public PpoPlan(PpoSettings settings, RunFolder? run = null)
    {
        settings.Check();
        var (compute, sampling, format) = (settings.Compute.With(settings.Rollouts), OptionsInUse.Of(settings.Sampling), settings.PromptFormat);
        var model = ModelPlace.Of(settings.Model!, "model");
        var reference = settings.Reference is { } folder ? ModelPlace.Of(folder, "reference") : null;
        TrainedLayers.Check(model.Path, "ppo", settings.Ppo.Lora, settings.Ppo.FrozenLayers);
        Reward = RewardInput.Of(settings.Reward);

        Plan = new Plan(settings.Seed);
        var read = new ReadPrompts.In(DataInput.Of(settings.Prompts!.For(DataUse.Questions), "prompts"), settings.MaxPrompts,
            settings.Samples.Prompts == 0 ? 0 : settings.Samples.HeldOut);
        Prompts = Plan.Add(new ReadPrompts(), read, "prompts");
        var check = settings.RewardCheck.Prompts == 0 ? null : Plan.Add(new CheckReward(compute, settings.Trainer),
            new CheckReward.In(model, Prompts, Reward, settings.RewardCheck, ScoreUse.Of(settings.Ppo), sampling, format), "reward fit");
        Before = Samples(null, "before");
        var training = new TrainOnPrompts.In(model, reference, Prompts, Reward, settings.Steps, settings.Steps is null ? settings.Passes : 1,
            OptionsInUse.Of(settings.Ppo), sampling, format, settings.Trainer.Server is null ? settings.SavedType : SavedType.Float32);
        var shorter = run is null ? null : ShorterTraining.Find(run, training, KeyOf);
        GoesOn = shorter is not null;
        Policy = Plan.Add(new TrainOnPrompts(compute, settings.Trainer), training with { Shorter = shorter }, "PPO", after: check);
        After = Samples(Policy, "after");

        string KeyOf(TrainOnPrompts.In other)
        {
            var asked = new Plan(settings.Seed);   // one for each question: a plan keeps what it is asked
            asked.Add(new ReadPrompts(), read, "");
            return asked.Add(new TrainOnPrompts(compute, settings.Trainer), other, "").Key;
        }

        Artifact<PolicySamples>? Samples(Artifact<PolicyOutput>? trained, string when) => settings.Samples.Prompts == 0 ? null : Plan.Add(
            new SamplePolicy(compute, settings.Trainer), new SamplePolicy.In(model, trained, Prompts, settings.Samples.Prompts, Reward, sampling, format),
            $"samples {when}");
    }

    public Plan Plan { get; }
    /// <summary>Whether the training begins where a shorter one in the folder ended.</summary>
    public bool GoesOn { get; }

    public RewardInput Reward { get; }
    public Artifact<PromptList> Prompts { get; }
    public Artifact<PolicyOutput> Policy { get; }

    /// <summary>Null where no samples are wanted.</summary>
    public Artifact<PolicySamples>? Before { get; }

    /// <inheritdoc cref="Before"/>
    public Artifact<PolicySamples>? After { get; }
}
