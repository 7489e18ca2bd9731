using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A connection to a ledger's file that keeps its prepared statements. Not safe from several threads.</summary>
internal sealed class LedgerConnection : IDisposable
{
    private const int Corrupt = 11, NoDatabase = 26;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    /// <exception cref="StorageException">The file cannot be opened or is no ledger of this version.</exception>
    public LedgerConnection(string file, bool readOnly = false)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,         // closing takes the -wal file away
            DefaultTimeout = 60,     // seconds that another process's transaction is waited for
        }.ToString());
        try
        {
            _connection.Open();
            LedgerSeal.AddTo(_connection);
            var version = (long)Scalar("PRAGMA user_version")!;
            if (version is not (0 or LedgerSchema.Unsealed or LedgerSchema.Version) || (readOnly && version == 0))
                throw new StorageException(
                    $"'{file}' is no ledger that this version reads (its number is {version}, not {LedgerSchema.Version}): use the version " +
                    "that wrote it, or move the file away; what it holds would then be paid for again.");
            if (version == LedgerSchema.Version) LedgerSeal.Require(this, file);
            if (readOnly) return;
            // FULL: an answer that a run went on with is still there after the power has failed.
            Run("PRAGMA journal_mode = WAL");
            Run("PRAGMA synchronous = FULL");
            Run("PRAGMA wal_autocheckpoint = 8000");   // pages: moving them into the file costs further flushes
            if (version == 0) Run($"BEGIN IMMEDIATE; {LedgerSchema.Sql} PRAGMA user_version = {LedgerSchema.Version}; COMMIT");
            if (version == LedgerSchema.Unsealed)
                Run($"BEGIN IMMEDIATE; {LedgerSchema.FromUnsealed} PRAGMA user_version = {LedgerSchema.Version}; COMMIT");
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw Failed(file, e);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public static StorageException Failed(string file, SqliteException error) => error.SqliteErrorCode is Corrupt or NoDatabase
        ? LedgerSeal.Damaged(file, error.Message, "", error) : new(
        $"The ledger '{file}' cannot be used: {error.Message} Look at the disk's space and rights; what is in the file is kept.", error);

    /// <summary>Runs a statement with the parameters $0, $1, ….</summary>
    /// <returns>The rows that it changed.</returns>
    public int Run(string sql, params object?[] values) => Statement(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params object?[] values) => Statement(sql, values).ExecuteScalar();

    public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params object?[] values)
    {
        using var reader = Statement(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Statement(string sql, object?[] values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
                statement.Parameters.Add(new SqliteParameter { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
            _statements.Add(sql, statement);
        }
        for (var i = 0; i < values.Length; i++) statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }
}
