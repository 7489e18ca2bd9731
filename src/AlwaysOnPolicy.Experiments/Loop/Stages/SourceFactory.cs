using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

internal static class SourceFactory
{
    public static IExperimentSource Create(ExperimentSettings settings) =>
        settings.World == WorldKind.Miniature ? new MiniatureSource(settings.Miniature ?? new()) : new FilesSource(settings.Files!, settings.Contamination);
}
