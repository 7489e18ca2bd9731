namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>What is said of an experiment's settings, in the words of the commands that have options in their place.</summary>
internal static class OptionNames
{
    private static readonly (string Setting, string Option)[] s_names = [("prompt_format.template", "--template"), ("prompt_format.max_prompt_tokens", "--max-prompt-tokens")];

    /// <summary>Does the work; an error is thrown on in the options' words.</summary>
    public static T Said<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SettingsException e) when (Of(e.Message) != e.Message)
        {
            throw new SettingsException(Of(e.Message), e);
        }
        catch (CheckpointException e) when (Of(e.Message) != e.Message)
        {
            throw new CheckpointException(Of(e.Message), e);
        }
        catch (DataException e) when (Of(e.Message) != e.Message)
        {
            throw new DataException(Of(e.Message), e);
        }
    }

    public static string Of(string text) => s_names.Aggregate(text, (said, name) => said.Replace(name.Setting, name.Option, StringComparison.Ordinal));
}
