using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Experiments.Keeping;

/// <summary>A copy of a database as it is at one moment, in one file, also while others write into it.</summary>
internal static class SqliteCopy
{
    /// <returns>Where the copy is.</returns>
    /// <exception cref="StorageException">The database is damaged, or cannot be read.</exception>
    public static string Make(string file, string scratch)
    {
        if (Path.GetFileName(file) == CallLedger.FileName) LedgerReport.Read(file);   // which looks whether it is as it was written
        var copy = Path.Combine(scratch, $"{Guid.NewGuid():N}.sqlite");
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
                DefaultTimeout = 60,
            }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $to";
            command.Parameters.AddWithValue("$to", copy);
            command.ExecuteNonQuery();
            return copy;
        }
        catch (SqliteException e)
        {
            throw new StorageException($"'{file}' cannot be copied: {e.Message}", e);
        }
    }
}
