namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A ledger added up.</summary>
/// <param name="Total">All calls.</param>
/// <param name="Stages">By stage.</param>
/// <param name="Models">By model.</param>
/// <param name="Days">By day.</param>
/// <param name="Failures">By stage and kind.</param>
/// <param name="UnknownOutcome">Calls that were under way when their process ended; they stay charged with what they might have used.</param>
/// <param name="LostAttempts">Attempts that were sent and brought no whole reply; each stays charged, beside what its call used in the end.</param>
/// <param name="UnderWay">Calls that are waited for now.</param>
public sealed record LedgerReport(LedgerSum Total, IReadOnlyList<LedgerSum> Stages, IReadOnlyList<LedgerSum> Models, IReadOnlyList<LedgerSum> Days,
    IReadOnlyList<LedgerFailure> Failures, long UnknownOutcome, long LostAttempts, long UnderWay)
{
    private const string Sums = "COUNT(*), SUM(state = 'answered'), SUM(state = 'failed'), SUM(state = 'unknown'), COALESCE(SUM(input_tokens), 0), " +
        "COALESCE(SUM(output_tokens), 0), COALESCE(SUM(thinking_tokens), 0), SUM(tokens), SUM(money), SUM(money IS NULL)";

    /// <summary>Reads a ledger; a run may be going on with it.</summary>
    /// <exception cref="SettingsException">There is no such file.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static LedgerReport Read(string file)
    {
        using var connection = OpenToRead(file);
        IReadOnlyList<LedgerSum> By(string group, string order) => connection.Read($"SELECT {group}, {Sums} FROM calls GROUP BY 1 ORDER BY {order}", r =>
            new LedgerSum(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7),
                r.GetInt64(8), r.IsDBNull(9) ? null : Money.FromUnits(r.GetInt64(9)), r.GetInt64(10)));
        var total = By("'all'", "1") is [{ } all] ? all : new LedgerSum("all", 0, 0, 0, 0, 0, 0, 0, 0, null, 0);
        return new(total, By("stage", "MIN(id)"), By("model || ' (' || provider || ')'", "MIN(id)"), By("SUBSTR(sent, 1, 10)", "1"),
            connection.Read("SELECT failure, stage, COUNT(*), (SELECT error FROM calls l WHERE l.failure = c.failure AND l.stage = c.stage ORDER BY id DESC " +
                "LIMIT 1) FROM calls c WHERE failure IS NOT NULL GROUP BY failure, stage ORDER BY 3 DESC, 1, 2",
                r => new LedgerFailure(r.GetString(0), r.GetString(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetString(3))),
            total.Unknown, (long)connection.Scalar("SELECT COALESCE(SUM(lost_attempts), 0) FROM calls")!,
                total.Calls - total.Answered - total.Failed - total.Unknown);
    }

    internal static LedgerConnection OpenToRead(string file) => File.Exists(file) ? new(file, readOnly: true)
        : throw new SettingsException(
            $"There is no ledger '{file}': the run has asked no language model yet, or is none. Name the folder that a run was given with " +
            "--out.");
}
