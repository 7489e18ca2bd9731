using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Answers of another stage, or of a file: one of the two.</summary>
internal sealed record AnswersFrom(Artifact<AnswerSet>? Stage, DataInput? File)
{
    public static AnswersFrom Of(DataInput file) => new(null, file);

    /// <param name="prompts">By whose ids and wordings the answers of a file are known; null where the file has the questions itself.</param>
    public async Task<NamedAnswers> ReadAsync(StageContext stage, DataInput? prompts, CancellationToken cancel) =>
        Stage is { } artifact ? new((await stage.ReadAsync(artifact, cancel)).Answers, null, []) : NamedAnswers.Read(File!, prompts);
}
