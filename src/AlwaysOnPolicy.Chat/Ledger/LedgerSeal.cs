using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>Finds out whether a ledger is as it was written: SQLite tells of a damaged structure alone, and a flipped bit in an answer would be read as it
/// is. A call that has ended carries the hash of its row.</summary>
internal static class LedgerSeal
{
    private const string Function = "row_seal";

    private const string Columns = "id, key, sample, state, stage, label, provider, model, sent, ended, attempts, lost_attempts, milliseconds, tokens, " +
        "money, " +
        "input_tokens, cached_tokens, output_tokens, thinking_tokens, answer, refusal, finish_reason, failure, error";

    /// <summary>SQL that seals the rows of a condition as they are now.</summary>
    public const string Seal = $"UPDATE calls SET seal = {Function}({Columns}) WHERE ";

    public static void AddTo(SqliteConnection connection) =>
        connection.CreateFunction<string>(Function, values => Hash(values), isDeterministic: true);

    /// <exception cref="StorageException">Something in the file is not as it was written.</exception>
    public static void Require(LedgerConnection connection, string file)
    {
        // not quick_check, which does not look into the index: a call that it does not find would be paid for again
        if (connection.Scalar("PRAGMA integrity_check(1)") is string said && said != "ok") throw Damaged(file, said, "");
        if (connection.Scalar($"SELECT id FROM calls WHERE seal IS NOT NULL AND seal <> {Function}({Columns}) LIMIT 1") is long id)
            throw Damaged(file, $"call {id} is not as it was written",
                $", or delete that call (sqlite3 '{file}' 'DELETE FROM calls WHERE id = {id}'), which is then asked and paid for again");
        const string Wrong = "SELECT stage FROM (SELECT stage, SUM(tokens) t, SUM(COALESCE(money, 0)) m FROM calls GROUP BY stage) LEFT JOIN totals USING " +
            "(stage) " +
            "WHERE totals.tokens IS NOT t OR totals.money IS NOT m LIMIT 1";
        if (connection.Scalar("SELECT 1 FROM calls WHERE seal IS NOT NULL LIMIT 1") is not null && connection.Scalar(Wrong) is string stage)
            throw Damaged(file, $"the sum of stage '{stage}' is not that of its calls", "");
    }

    public static StorageException Damaged(string file, string what, string way, Exception? inner = null)
    {
        var message = $"The ledger '{file}' is damaged: {what}. Put a copy in its place, such as that of an export{way}; or move it away, and what it " +
            $"holds is " +
            "paid for again.";
        return inner is null ? new(message) : new(message, inner);
    }

    /// <summary>Each value with its kind and length, so that no two rows have one text.</summary>
    private static string Hash(object?[] values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            var word = value is null or DBNull ? "" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            text.Append(value switch { null or DBNull => '-', string => 't', _ => 'n' }).Append(word.Length).Append(':').Append(word);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
