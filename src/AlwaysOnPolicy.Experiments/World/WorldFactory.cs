using AlwaysOnPolicy.Experiments.Loop;

namespace AlwaysOnPolicy.Experiments.World;

internal static class WorldFactory
{
    public static IWorld Create(ExperimentSettings settings) =>
        settings.World == WorldKind.Miniature ? new MiniatureSource(settings.Miniature ?? new()) : new FilesSource(settings.Files!, settings.Contamination);
}
