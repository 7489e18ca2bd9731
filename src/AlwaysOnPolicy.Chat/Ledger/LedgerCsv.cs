using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A ledger's calls as comma-separated values, a line each in the order in which they were sent.</summary>
public static class LedgerCsv
{
    private static readonly string[] s_columns =
    [
        "id", "sent", "ended", "state", "stage", "label", "provider", "model", "sample", "attempts", "lost_attempts", "milliseconds", "input_tokens",
        "cached_tokens",
        "output_tokens", "thinking_tokens", "tokens", "money", "finish_reason", "failure", "error", "refusal", "answer", "key",
    ];

    /// <summary>Tokens and money are what a call is charged with.</summary>
    /// <exception cref="SettingsException">There is no such file.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static string Read(string file)
    {
        using var connection = LedgerReport.OpenToRead(file);
        var text = new StringBuilder().AppendJoin(',', s_columns).Append('\n');
        foreach (var line in connection.Read($"SELECT {string.Join(", ", s_columns)} FROM calls ORDER BY id", Line)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Line(SqliteDataReader row) => string.Join(',', s_columns.Select((name, i) => row.IsDBNull(i) ? ""
        : name == "money" ? Money.FromUnits(row.GetInt64(i)).ToString("0.############", CultureInfo.InvariantCulture)
        : Quoted(Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)!)));

    private static string Quoted(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
