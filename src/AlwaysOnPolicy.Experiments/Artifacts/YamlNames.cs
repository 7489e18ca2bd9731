using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Tinker;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What the trainings say, in the words of the file that their options come from.</summary>
internal static class YamlNames
{
    /// <summary>Does the work; where it fails for a setting, the error is thrown on in the file's words.</summary>
    public static void Run(this SettingsNames names, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (names.Told(e) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc cref="Run"/>
    public static async Task RunAsync(this SettingsNames names, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (names.Told(e) is { } told)
        {
            throw told;
        }
    }

    /// <returns>Null where there is nothing to say otherwise.</returns>
    private static UserErrorException? Told(this SettingsNames names, Exception error)
    {
        if (error is not (SettingsException or TrainingException or TinkerException)) return null;
        var told = names.InYaml(error.Message);
        if (told == error.Message) return null;
        return error switch
        {
            SettingsException => new SettingsException(told, error),
            TinkerException => new TinkerException(told, error),
            _ => new TrainingException(told, error),
        };
    }
}
