using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Chat.Tests.Ledger;

/// <summary>A ledger that is not as it was written: nobody pays, or is answered, by it.</summary>
public sealed class DamagedLedgerTests : IDisposable
{
    private static readonly ChatSettings s_settings = new() { Model = "m", MaxOutputTokens = 100 };
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Ledger => Path.Combine(_folder, CallLedger.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task AskAsync(int calls)
    {
        using var ledger = new CallLedger(Ledger);
        using var client = new LedgerClient(new FakeClient(n => FakeClient.Words($"the answer to question {n}, at some length")), ledger,
            new("judge", "judge a against b 1"), s_settings, new(Input: 2m, Output: 10m), CallBudget.None);
        for (var i = 0; i < calls; i++) await Microsoft.Extensions.AI.ChatClientExtensions.GetResponseAsync(client, $"why {i}?", SampleIndex.With("1"));
    }

    [Fact]
    public async Task A_flipped_bit_is_found_or_changes_nothing_that_is_read()
    {
        await AskAsync(6);
        var (whole, said) = (await File.ReadAllBytesAsync(Ledger), LedgerCsv.Read(Ledger));
        var (random, found) = (new Random(28), 0);
        for (var i = 0; i < 300; i++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Ledger, damaged);
            try
            {
                LedgerCsv.Read(Ledger).ShouldBe(said, $"flip {i}");
            }
            catch (StorageException e)
            {
                e.Message.ShouldContain(Ledger);
                found++;
            }
        }
        found.ShouldBeGreaterThan(10);   // much of a small file is room
    }

    /// <summary>An index that does not find an answered call has it asked and paid for again.</summary>
    [Fact]
    public async Task A_flipped_bit_in_a_key_is_found_in_the_table_and_in_its_index()
    {
        await AskAsync(40);
        byte[] key;
        using (var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT key FROM calls WHERE id = 20";
            key = System.Text.Encoding.UTF8.GetBytes((string)command.ExecuteScalar()!);
        }
        var whole = await File.ReadAllBytesAsync(Ledger);
        var (places, found) = (0, 0);
        for (var at = whole.AsSpan().IndexOf(key); at >= 0; at = whole.AsSpan(at + 1).IndexOf(key) is >= 0 and var next ? at + 1 + next : -1)
        {
            places++;
            var damaged = whole.ToArray();
            damaged[at + 5] ^= 1;
            await File.WriteAllBytesAsync(Ledger, damaged);
            try
            {
                using var ledger = new CallLedger(Ledger);
            }
            catch (StorageException e)
            {
                e.Message.ShouldContain(Ledger);
                found++;
            }
        }
        places.ShouldBeGreaterThanOrEqualTo(2);
        found.ShouldBe(2);   // further places are room that was used before
    }

    [Theory]
    [InlineData("UPDATE calls SET answer = 'no' WHERE id = 2", "call 2 is not as it was written")]
    [InlineData("UPDATE calls SET output_tokens = 6 WHERE id = 3", "call 3 is not as it was written")]
    [InlineData("UPDATE totals SET tokens = tokens + 1", "the sum of stage 'judge'")]
    public async Task What_was_changed_is_named_before_anything_is_asked(string change, string says)
    {
        await AskAsync(3);
        using (var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }
        Should.Throw<StorageException>(() => new CallLedger(Ledger)).Message.ShouldContain(says);
        Should.Throw<StorageException>(() => LedgerReport.Read(Ledger)).Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_ledger_whose_calls_carry_no_hash_is_read_and_gone_on_with()
    {
        await AskAsync(2);
        using (var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE calls DROP COLUMN seal; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }
        LedgerReport.Read(Ledger).Total.Answered.ShouldBe(2);
        await AskAsync(4);
        LedgerReport.Read(Ledger).Total.Answered.ShouldBe(4);
    }
}
