using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Learning.Optimization;

namespace AlwaysOnPolicy.Experiments.Loop.Settings;

/// <summary>What the trainings say, in the words of the files that their options come from; an experiment's and that of <c>aop ppo</c> have the same.</summary>
internal static class YamlNames
{
    private static readonly SettingsNames s_names = new(typeof(ExperimentSettings));

    public static string Of(string text) => s_names.InYaml(text);

    /// <summary>Does the work; where it fails for a setting, the error is thrown on in the file's words.</summary>
    public static void Run(Action work)
    {
        try
        {
            work();
        }
        catch (SettingsException e) when (Of(e.Message) != e.Message)
        {
            throw new SettingsException(Of(e.Message), e);
        }
        catch (TrainingException e) when (Of(e.Message) != e.Message)
        {
            throw new TrainingException(Of(e.Message), e);
        }
    }
}
