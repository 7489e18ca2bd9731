namespace AlwaysOnPolicy.Engine;

/// <summary>One step of an experiment: from an input record to an output record, by way of a folder for side files.</summary>
/// <typeparam name="TIn">
/// Everything the output depends on: settings, <see cref="InputFiles"/>, and the <see cref="Artifact{T}"/>s of earlier stages. All its public
/// properties enter the stage's key, except those marked <see cref="NotInKeyAttribute"/>.
/// </typeparam>
/// <typeparam name="TOut">A record that System.Text.Json writes and reads back; large things go to side files that it names.</typeparam>
public abstract class Stage<TIn, TOut>
    where TIn : notnull
    where TOut : notnull
{
    /// <summary>The stage's name and version, which enter its key.</summary>
    public abstract StageId Id { get; }

    /// <summary>On which machines it may run.</summary>
    protected virtual StageReach ReachOf(TIn input) => StageReach.Here;

    /// <summary>
    /// Does the work. It runs on a thread of its own, to which every await returns: await tasks, never block on them. It reads its inputs through
    /// <paramref name="stage"/>, writes files only under <see cref="StageContext.Folder"/>, and draws only from seeds derived from
    /// <see cref="StageContext.Seed"/>.
    /// </summary>
    protected abstract Task<TOut> RunAsync(TIn input, StageContext stage, CancellationToken cancel);

    internal StageReach FindReach(TIn input) => ReachOf(input);

    internal Task<TOut> ExecuteAsync(TIn input, StageContext stage, CancellationToken cancel) => RunAsync(input, stage, cancel);
}
