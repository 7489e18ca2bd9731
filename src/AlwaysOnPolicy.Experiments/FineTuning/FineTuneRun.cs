using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>Fine-tunes a model in a folder. Running again with the same settings goes on where it was stopped.</summary>
public static class FineTuneRun
{
    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report and models to this one.</param>
    /// <exception cref="SettingsException">Settings that do not go together, or the folder holds another kind of run.</exception>
    /// <exception cref="DataException">A file is not there or cannot be used.</exception>
    /// <exception cref="CheckpointException">The model is not there or cannot be used.</exception>
    public static async Task<FineTuneResult> RunAsync(FineTuneSettings settings, string folder, IRunObserver? observer, CancellationToken cancel,
        bool replace = false)
    {
        FineTunePreflight.Look(settings, folder).RequireAndTell(observer);
        var run = new RunFolder(folder);
        RunKind.Require(run, RunKind.Sft);
        var (plan, tuned) = Plan(settings);
        if (settings.Compute.Threads > 0) TorchThreads.Set(settings.Compute.Threads);
        var options = new RunOptions
        {
            Compute = StageCompute.Now(TorchThreads.Current),
            Experiment = SettingsFile.ToYaml(settings),
            ExperimentName = RunKind.Sft,
            KeepFinished = !replace,
        };
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(plan, options, observer, cancel);

        var outcome = await run.ReadAsync(tuned, cancel);
        return new(outcome, Publish(SftTraining.Best), Publish(SftTraining.Last));

        string Publish(string name)
        {
            var place = Path.Combine(run.FullPath, name);
            PolicyFolder.Publish(Path.Combine(run.FolderOf(tuned), name), place, Card(settings, outcome, name));
            return place;
        }
    }

    /// <summary>The stages that a fine-tuning has.</summary>
    /// <exception cref="UserErrorException">Settings that do not go together, or a file or folder that is not there.</exception>
    public static Plan StagesOf(FineTuneSettings settings) => Plan(settings).Plan;

    internal static (Plan Plan, Artifact<FineTunedModel> Tuned) Plan(FineTuneSettings settings)
    {
        settings.Check();
        var (model, sft) = (ModelPlace.Of(settings.Model!, "model"), settings.Sft);
        TrainedLayers.Check(model.Path, "sft.training", sft.Training.Lora, sft.Training.FrozenLayers);
        var plan = new Plan(settings.Seed);
        return (plan, plan.Add(new TrainOnDemonstrations(settings.Compute), new TrainOnDemonstrations.In(
            model, DataOf(settings), ValidationOf(settings), settings.ValidationData is null ? settings.Validation : null, settings.Limit, sft.Training,
                sft.MaxAnswerTokens, settings.PromptFormat,
            settings.SavedType), "fine-tuning"));
    }

    internal static DataInput DataOf(FineTuneSettings settings) => DataInput.Of(settings.Data!.For(DataUse.Demonstrations), "data");

    internal static DataInput? ValidationOf(FineTuneSettings settings) =>
        settings.ValidationData is { } source ? DataInput.Of(source.For(DataUse.Demonstrations), "validation_data") : null;

    private static ModelCard Card(FineTuneSettings settings, FineTunedModel outcome, string name)
    {
        var origin = ModelOrigin.Of(ModelPlace.FolderOf(settings.Model!, "model"));
        var (data, epoch) = (Path.GetFileName(settings.Data!.Path), name == SftTraining.Best ? outcome.BestEpoch : outcome.Epochs[^1].Epoch);
        return new()
        {
            Title = settings.Name ?? $"{origin.Name} fine-tuned on {data}",
            Training = $"A causal language model after {epoch} epoch{(epoch == 1 ? "" : "s")} of supervised fine-tuning on {outcome.Demonstrations} " +
                "demonstrations.",
            Base = origin,
            Data = [new("demonstrations", data), .. settings.ValidationData is { } own
                ? [new Reports.Records.Fact("validation", Path.GetFileName(own.Path))] : Array.Empty<Reports.Records.Fact>(), new("seed", $"{settings.Seed}")],
            Figures = [.. outcome.Epochs.Where(e => e.ValidationLoss is not null && (e.Epoch == 0 || e.Epoch == epoch))
                .Select(e => new Reports.Records.Fact(e.Epoch == 0 ? $"loss on {outcome.Validation} held-out demonstrations before, nats a token" : "after",
                    Numbers.Score(e.ValidationLoss)))],
            Settings = [("sft", settings.Sft)],
            Format = settings.PromptFormat,
            Tags = ["sft", "always-on-policy"],
        };
    }
}
