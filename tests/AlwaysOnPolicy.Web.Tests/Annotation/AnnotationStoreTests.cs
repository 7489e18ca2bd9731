using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

public sealed class AnnotationStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_rater_has_every_item_once_in_an_order_of_their_own_and_sides_drawn_for_each()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(items: 60));
        var tasks = new[] { 1, 2, 3 }.Select(store.Tasks).ToArray();
        foreach (var own in tasks) own.Select(t => t.Item).Order().ShouldBe(Enumerable.Range(0, 60));
        tasks.Select(own => string.Join(",", own.Select(t => t.Item))).ShouldBeUnique();
        tasks.Select(own => string.Concat(own.OrderBy(t => t.Item).Select(t => t.BFirst ? 'b' : 'a'))).ShouldBeUnique();
        foreach (var own in tasks) own.Count(t => t.BFirst).ShouldBeInRange(15, 45);
    }

    [Fact]
    public async Task Repeats_come_later_and_the_other_way_round_and_checks_never_first()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(items: 40, checks: 4, repeats: 7));
        foreach (var own in new[] { 1, 2, 3 }.Select(store.Tasks))
        {
            own.Count.ShouldBe(51);
            own[0].Kind.ShouldBe(TaskKind.Item);
            own.Count(t => t.Kind == TaskKind.Check).ShouldBe(4);
            foreach (var again in own.Where(t => t.Kind == TaskKind.Repeat))
            {
                var first = own.Single(t => t.Item == again.Item && t.Kind == TaskKind.Item);
                first.Position.ShouldBeLessThan(again.Position);
                first.BFirst.ShouldBe(!again.BFirst);
            }
        }
        store.Items().Count(i => i.IsCheck).ShouldBe(4);
        store.Items().Where(i => i.IsCheck).ShouldAllBe(i => i.A != i.B && i.Question.Contains(i.A.Split(' ').Last().Trim('.')));
    }

    [Fact]
    public async Task The_last_word_counts_and_every_word_is_kept()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        using var writer = store.OpenWriter();
        Say("k1", Choice.First).ShouldBe(SavedOutcome.Saved);
        Say("k2", Choice.Undo).ShouldBe(SavedOutcome.Saved);
        store.Rated().ShouldBeEmpty();
        Say("k3", Choice.Second, note: "hm").ShouldBe(SavedOutcome.Saved);
        Say("k4", Choice.Skip, "language").ShouldBe(SavedOutcome.Saved);
        var rated = store.Rated().Single();
        (rated.Preference, rated.Reason, rated.Rater).ShouldBe((Preference.Failed, "language", "rater-1"));
        store.Events().ShouldBe(4);

        SavedOutcome Say(string key, Choice choice, string? reason = null, string? note = null) =>
            writer.Save([(new(1, 0, key, choice, reason, note), DateTimeOffset.UnixEpoch)]).Single();
    }

    [Fact]
    public async Task One_key_is_one_event_however_often_it_comes()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        using var writer = store.OpenWriter();
        var said = new ChoiceEvent(1, 0, "k", Choice.First, null, "note");
        SavedOutcome Save(ChoiceEvent e) => writer.Save([(e, DateTimeOffset.UnixEpoch)]).Single();
        Save(said).ShouldBe(SavedOutcome.Saved);
        Save(said).ShouldBe(SavedOutcome.AlreadySaved);
        Save(said with { Choice = Choice.Second }).ShouldBe(SavedOutcome.KeyUsed);
        Save(said with { Position = 1 }).ShouldBe(SavedOutcome.KeyUsed);
        Save(said with { Rater = 2 }).ShouldBe(SavedOutcome.Saved);   // another's key is another key
        Save(said with { Key = "l", Position = 6 }).ShouldBe(SavedOutcome.NoSuchTask);
        store.Events().ShouldBe(2);
        store.Rated().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_verdict_is_mapped_back_to_who_wrote_the_answer()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(items: 20));
        using (var writer = store.OpenWriter())
            writer.Save([.. store.Tasks(1).Select(t => (new ChoiceEvent(1, t.Position, $"k{t.Position}", t.BFirst ? Choice.Second : Choice.First, null, null),
                DateTimeOffset.UnixEpoch))]);
        store.Rated().ShouldAllBe(r => r.Preference == Preference.A);
        store.Rated().Select(r => r.BFirst).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_goes_on_with_the_same_settings_and_refuses_others()
    {
        await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        var before = AnnotationStore.Open(_folder.Path).Tasks(1);
        var again = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(), raters: 5);
        again.Tasks(1).ShouldBe(before);
        again.Raters().Select(r => r.Name).ShouldBe(["administrator", "rater-1", "rater-2", "rater-3", "rater-4", "rater-5"]);
        (await Should.ThrowAsync<SettingsException>(() => SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings() with { Seed = 12 })))
            .Message.ShouldContain("other settings");
        await Should.ThrowAsync<SettingsException>(() => SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings(repeats: 7)));
        Should.Throw<SettingsException>(() => AnnotationStore.Open(Path.Combine(_folder.Path, "none")));
    }

    [Fact]
    public async Task Fewer_questions_than_wanted_are_all_taken_and_the_same_command_goes_on()
    {
        var settings = SampleStudy.Settings(items: 100);
        var store = await SampleStudy.OpenAsync(_folder.Path, settings, pairs: SampleStudy.Pairs(9));
        store.Settings.Items.ShouldBe(9);
        (await SampleStudy.OpenAsync(_folder.Path, settings, pairs: SampleStudy.Pairs(9))).Items().ShouldBe(store.Items());
    }

    [Fact]
    public async Task Commits_reach_the_disk_before_they_return()
    {
        var store = await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        using var writer = store.OpenWriter();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(store.Folder, "annotation.db")}");
        connection.Open();
        using var mode = connection.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode";
        mode.ExecuteScalar().ShouldBe("wal");
        writer.SynchronousMode().ShouldBe(2);   // FULL
    }

    [Fact]
    public async Task A_damaged_file_is_one_clear_error()
    {
        await SampleStudy.OpenAsync(_folder.Path, SampleStudy.Settings());
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        File.WriteAllText(Path.Combine(_folder.Path, "annotation.db"), "not a database, but long enough to look like one ".PadRight(4096));
        Should.Throw<StorageException>(() => AnnotationStore.Open(_folder.Path)).Message.ShouldContain("annotation.db");
    }
}
