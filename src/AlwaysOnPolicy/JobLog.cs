using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Text;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>What jobs and runs tell a logger.</summary>
internal static partial class JobLog
{
    [LoggerMessage(1, LogLevel.Information, "{Note}")]
    public static partial void Note(this ILogger logger, string note);

    [LoggerMessage(2, LogLevel.Warning, "{Warning}")]
    public static partial void Warn(this ILogger logger, string warning);

    [LoggerMessage(3, LogLevel.Debug, "Step {Step} of {TotalSteps}: loss {Loss}.")]
    public static partial void Step(this ILogger logger, int step, int totalSteps, double loss);

    [LoggerMessage(4, LogLevel.Debug, "PPO step {Step} of {TotalSteps}: reward {RewardMean}, KL {Kl}.")]
    public static partial void PpoStep(this ILogger logger, int step, int totalSteps, double rewardMean, double kl);

    [LoggerMessage(5, LogLevel.Information, "Goes on after step {Step} of {TotalSteps}, where a checkpoint was made.")]
    public static partial void Resumed(this ILogger logger, int step, int totalSteps);

    [LoggerMessage(6, LogLevel.Information, "{Stages} stages to finish.")]
    public static partial void RunStarted(this ILogger logger, int stages);

    [LoggerMessage(7, LogLevel.Information, "{Stage} begins ({Labels}).")]
    public static partial void StageStarted(this ILogger logger, string stage, string labels);

    [LoggerMessage(8, LogLevel.Debug, "{Stage}: {Done} of {Total}. {Text}")]
    public static partial void StageProgress(this ILogger logger, string stage, int done, int total, string? text);

    [LoggerMessage(9, LogLevel.Information, "{Stage} is finished after {Elapsed}.")]
    public static partial void StageFinished(this ILogger logger, string stage, TimeSpan elapsed);

    [LoggerMessage(10, LogLevel.Information, "{Stage} was finished before.")]
    public static partial void StageReused(this ILogger logger, string stage);

    [LoggerMessage(11, LogLevel.Information, "{Stage}: {Note}")]
    public static partial void StageNote(this ILogger logger, string stage, string note);

    /// <summary>What prompts lose, what of them the tokenizer does not know, and what ends an answer.</summary>
    public static void Prompts(this ILogger logger, PromptFormat format, PromptFormatOptions options, IReadOnlyList<string> questions)
    {
        foreach (var note in format.Endings.Notes) logger.Note(note);
        foreach (var note in PromptSurvey.Of(format, questions).Sentences("PromptFormatOptions.MaxPromptTokens", options.MaxPromptTokens)) logger.Note(note);
    }
}
