using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Pricing;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Estimating;

/// <summary>What an experiment whose models or data are not here yet will do, from its settings alone: stages, and calls to language models.</summary>
/// <param name="Plan">The stages. Their keys are not those of the run.</param>
/// <param name="Calls">What is asked of language models.</param>
/// <param name="StandIns">What was taken for what is not there, a sentence each.</param>
public sealed record SettingsEstimate(Plan Plan, IReadOnlyList<StageForecast> Calls, IReadOnlyList<string> StandIns)
{
    /// <summary>Plans and counts as a run does, on made-up texts in the place of what is missing.</summary>
    /// <exception cref="UserErrorException">Something else than models and data of files is wrong.</exception>
    public static async Task<SettingsEstimate> OfAsync(ExperimentSettings settings, CancellationToken cancel)
    {
        var place = Directory.CreateTempSubdirectory("aop-estimate-").FullName;
        try
        {
            var standIns = new StandIns(place);
            var stood = standIns.For(settings);
            var experiment = ExperimentPlan.Build(stood);
            var calls = await RunForecast.OfAsync(stood, experiment, new RunFolder(Path.Combine(place, "run")), cancel);
            return new(experiment.Plan, calls, standIns.Sentences);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
