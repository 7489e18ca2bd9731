using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Learning.Optimization;

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
        catch (SettingsException e) when (names.InYaml(e.Message) is var told && told != e.Message)
        {
            throw new SettingsException(told, e);
        }
        catch (TrainingException e) when (names.InYaml(e.Message) is var told && told != e.Message)
        {
            throw new TrainingException(told, e);
        }
    }
}
