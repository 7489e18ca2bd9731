namespace AlwaysOnPolicy.Engine;

/// <summary>What a stage was computed with, as stage.json records it. It enters no key and moves float32's last digits: sums are then taken in another
/// order.</summary>
/// <param name="Threads">Torch threads of one operation.</param>
/// <param name="BatchSize">Answers generated, or scored, at once; null where no setting says it.</param>
/// <param name="ParallelStages">Alone it moves nothing, since each stage has its own threads.</param>
/// <param name="Processor">The processor's name.</param>
public sealed record StageCompute(int Threads, int? BatchSize, int ParallelStages, string Processor)
{
    /// <summary>What is used from now on.</summary>
    /// <param name="threads">Of one operation.</param>
    public static StageCompute Now(int threads, int? batchSize = null, int parallelStages = 1) =>
        new(threads, batchSize, parallelStages, Runtime.Processor.Description);

    /// <summary>What is to be known of stages that were computed differently.</summary>
    /// <returns>A sentence on stages that were not all computed alike; null where they were.</returns>
    public static string? Sentence(IEnumerable<StageCompute?> used)
    {
        StageCompute[] all = [.. used.OfType<StageCompute>()];
        string[] differ =
        [
            .. Differing("compute.threads", all.Select(c => $"{c.Threads}")),
            .. Differing("compute.batch_size", all.Where(c => c.BatchSize is not null).Select(c => $"{c.BatchSize}")),
            .. Differing("processor", all.Select(c => c.Processor)),
        ];
        return differ.Length == 0 ? null : $"The stages of this run were not all computed alike ({string.Join("; ", differ)}): float32 rounds otherwise, " +
            "so their results are not to the last digit those of a run in one piece.";
    }

    private static IEnumerable<string> Differing(string what, IEnumerable<string> values)
    {
        string[] distinct = [.. values.Distinct()];
        return distinct.Length > 1 ? [$"{what} {string.Join(" and ", distinct)}"] : [];
    }
}
