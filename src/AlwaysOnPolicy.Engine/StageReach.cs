namespace AlwaysOnPolicy.Engine;

/// <summary>On which machines a stage may run, where a run has others (<see cref="IStageWorkers"/>).</summary>
public enum StageReach
{
    /// <summary>On that of the run: it is over at once, or it uses what only that one has, as the ledger of paid calls.</summary>
    Here,

    /// <summary>On any.</summary>
    Anywhere,

    /// <summary>On several at once: its first work in blocks (<see cref="StageContext.InBlocks"/>) is most of what it does.</summary>
    InShards,
}
