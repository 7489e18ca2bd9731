using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Tests.Sources;

public sealed class FilesSplitTests
{
    private static readonly DataSource s_source = new() { Path = "file" };

    private static readonly DataFilesSettings s_files = new()
    {
        BaseModel = "",
        Demonstrations = new() { Data = s_source, Validation = 2 },
        Probe = new() { Data = s_source, MinPostsPerDomain = 2 },
        Preferences = new() { Data = s_source, HeldOutPairs = 4 },
    };

    private static readonly QuestionRow[] s_probe = [.. Enumerable.Range(0, 6).Select(i => new QuestionRow($"p{i}", i % 2 == 0 ? "a" : "b", $"probe {i}?"))];
    private static readonly QuestionRow[] s_others = [.. Enumerable.Range(0, 6).Select(i => new QuestionRow($"o{i}", null, $"other {i}?"))];

    /// <summary>Ten questions of two pairs each.</summary>
    private static readonly PairRow[] s_pairs = [.. Enumerable.Range(0, 20).Select(i => new PairRow($"r{i}", null, $"pair {i / 2}?", "good", "bad"))];

    private static DemonstrationRow[] Demonstrations(params IEnumerable<string> questions) =>
        [.. questions.Concat(Enumerable.Range(0, 6).Select(i => $"free {i}?")).Select((q, i) => new DemonstrationRow($"d{i}", q, "answer"))];

    private static DataSet<T> Set<T>(IReadOnlyList<T> rows) => new(rows, []);

    private static FilesSets Make(DataFilesSettings? files = null, IReadOnlyList<DemonstrationRow>? demonstrations = null,
        IReadOnlyList<QuestionRow>? fewShot = null,
        IReadOnlyList<QuestionRow>? test = null, IReadOnlyList<PairRow>? pairs = null, IReadOnlyList<QuestionRow>? pool = null,
            ContaminationSettings? contamination = null) =>
        new FilesSplit(files ?? s_files, contamination ?? new(), 1).Make(
            Set(demonstrations ?? Demonstrations()), Set(s_probe), fewShot is null ? null : Set(fewShot),
            test is null ? null : Set(test), pairs is null ? null : Set(pairs), pool is null ? [] : [Set(pool)]);

    private static string[] Keys(IEnumerable<IDataRow> rows) => [.. rows.Select(r => QuestionText.Key(r.Question))];

    [Fact]
    public void Test_prompts_are_distinct_questions_however_many_pairs_each_has()
    {
        var sets = Make(pairs: s_pairs);
        sets.Test.Count.ShouldBe(5);   // of 10 rows
        Keys(sets.Test).ShouldBeUnique();
        sets.HeldOut.Count.ShouldBe(4);
        sets.Training.Count.ShouldBe(6);
        Keys(sets.Training).Intersect(Keys(sets.HeldOut)).ShouldBeEmpty();
    }

    [Fact]
    public void Test_prompts_and_the_pool_keep_the_place_in_their_file_whatever_their_ids_become()
    {
        var pairs = s_pairs.Select((p, i) => p with { Origin = new("pairs.jsonl", i + 1) }).ToArray();
        var pool = s_others.Select((q, i) => q with { Question = q.Question with { Origin = new("pool.txt", 10 * i) } }).ToArray();
        var sets = Make(pairs: pairs, pool: pool);
        sets.Test.ShouldAllBe(q => q.Question.Origin == pairs.Single(p => p.Id == q.Id).Origin);
        sets.Pool.Select(q => (q.Id, q.Text, q.Question.Origin)).ShouldBe(pool.Select((q, i) => ($"pool-{i}", q.Text, q.Question.Origin)));
    }

    [Fact]
    public void Demonstrations_validation_and_pool_ask_nothing_that_is_held_out_and_what_is_left_out_is_counted()
    {
        string[] repeated = [.. s_probe.Select(q => q.Text.ToUpperInvariant()), .. Enumerable.Range(0, 10).Select(i => $"pair {i}")];
        var sets = Make(demonstrations: Demonstrations(repeated), pairs: s_pairs,
            pool: [.. repeated.Select((q, i) => new QuestionRow($"{i}", null, q)), .. s_others]);
        string[] held = [.. Keys(sets.Probe), .. Keys(sets.Test), .. Keys(sets.HeldOut)];
        foreach (var rows in new IEnumerable<IDataRow>[] { sets.Demonstrations, sets.Validation, sets.Pool, sets.Training })
            Keys(rows).Intersect(held).ShouldBeEmpty();
        (sets.Demonstrations.Count + sets.Validation.Count).ShouldBe(6 + 3, "three questions of training pairs are free");
        const string Why = "because they ask what is held out: 2 held-out pairs, 6 probe questions, 5 test prompts (13 by wording).";
        sets.Notes.ShouldContain($"13 of the 22 demonstrations are left out {Why}");
        sets.Notes.ShouldContain($"13 of the 22 questions for the pool are left out {Why}");

        var used = sets.Uses.Single(u => u.Rows == "demonstrations");
        (used.Given, used.Used).ShouldBe((22, 9));
        used.Left.ShouldBe(
        [
            new(6, "ask what is held out (probe questions)", new("Hold fewer questions out: lower", "files.probe.max_posts_per_domain")),
            new(5, "ask what is held out (test prompts)", new("Hold fewer questions out: lower", "files.preferences.test_prompts")),
            new(2, "ask what is held out (held-out pairs)", new("Hold fewer questions out: lower", "files.preferences.held_out_pairs")),
        ]);
        used.Warning.ShouldNotBeNull().ShouldStartWith("Over half of '' is lost, 13 of 22 demonstrations: 6 ask what is held out (probe questions), ");
        used.Warning.ShouldEndWith("Hold fewer questions out: lower files.probe.max_posts_per_domain or " +
            "files.preferences.test_prompts or files.preferences.held_out_pairs.");
    }

    [Fact]
    public void A_demonstration_that_shares_13_words_with_a_test_prompt_is_left_out_unless_that_is_off()
    {
        var row = string.Join(' ', Enumerable.Range(0, 13).Select(i => $"w{i}"));
        QuestionRow[] test = [new("t", null, $"please {row}")];
        var files = s_files with { Test = new() { Data = s_source } };
        Make(files, Demonstrations($"well {row} then"), test: test, pairs: s_pairs).Notes
            .ShouldContain("1 of the 7 demonstrations are left out because they ask what is held out: 1 test prompts (1 by words in a row).");
        var sets = Make(files, Demonstrations($"well {row} then"), test: test, pairs: s_pairs, contamination: new() { NgramWords = null });
        (sets.Demonstrations.Count + sets.Validation.Count).ShouldBe(7);
    }

    [Fact]
    public void Pairs_that_ask_a_probe_question_are_used_for_nothing()
    {
        var sets = Make(pairs: [.. s_pairs, new PairRow("x", null, "Probe 3", "good", "bad"), new PairRow("y", null, "reworded", "good", "bad", "p3")]);
        Keys([.. sets.Training, .. sets.HeldOut, .. sets.Test]).ShouldNotContain("probe 3");
        sets.Notes.ShouldContain("1 of the 22 preference pairs are left out because they ask what is held out: 1 probe questions (1 by wording).");
    }

    [Fact]
    public void Test_prompts_may_have_a_file_of_their_own_and_then_all_pairs_serve_the_reward_model()
    {
        var files = s_files with { Test = new() { Data = s_source, Limit = 4 } };
        var sets = Make(files, test: s_others, pairs: [.. s_pairs, .. s_others.Select(q => new PairRow($"x{q.Id}", null, q.Text, "good", "bad"))]);
        sets.Test.Count.ShouldBe(4);
        sets.Test.ShouldBeSubsetOf(s_others);
        (sets.HeldOut.Count, sets.Training.Count).ShouldBe((4, 18));   // of 26 pairs those of the 4 test prompts left out
        sets.Notes.ShouldContain("4 of the 26 preference pairs are left out because they ask what is held out: 4 test prompts (4 by wording).");

        var without = Make(files, test: s_others);
        (without.Test.Count, without.HeldOut.Count, without.Training.Count).ShouldBe((4, 0, 0));
    }

    [Fact]
    public void Few_shot_questions_are_kept_from_the_probe_and_the_test_and_nobody_trains_on_them()
    {
        var files = s_files with { FewShot = new() { Data = s_source } };
        var sets = Make(files, demonstrations: Demonstrations("other 2"), fewShot: [.. s_others, s_probe[0]], pairs: s_pairs, pool: s_others);
        sets.FewShot.ShouldBe(s_others, ignoreOrder: true);
        sets.Pool.ShouldBeEmpty();
        sets.Notes.ShouldContain("1 of the 7 few-shot questions are left out because they ask what is held out: 1 probe questions (1 by wording).");
        sets.Notes.ShouldContain("1 of the 7 demonstrations are left out because they ask what is held out: 1 few-shot questions (1 by wording).");
        Should.Throw<DataException>(() => Make(files, fewShot: s_probe, pairs: s_pairs)).Message.ShouldContain(
            "(files.few_shot) asks nothing but what the probe or the test asks");
    }

    [Fact]
    public void A_probe_question_among_the_users_own_test_prompts_is_refused_and_shown_as_fatal()
    {
        var sets = Make(s_files with { Test = new() { Data = s_source } }, test: [.. s_others, new QuestionRow("t", null, "PROBE 4")], pairs: s_pairs);
        Should.Throw<DataException>(sets.Check).Message.ShouldContain("'t' is 'p4' of the probe questions");
        var overlap = DataCheck.Of(sets.Named(), [], FilesSets.IsFatal).Overlaps.ShouldHaveSingleItem();
        (overlap.A, overlap.B, overlap.Rows, overlap.Fatal).ShouldBe(("probe questions", "test prompts", 1, true));
    }

    [Fact]
    public void Rows_that_settings_ask_to_leave_are_no_loss_and_a_file_that_serves_twice_is_counted_once()
    {
        var files = s_files with
        {
            Demonstrations = new() { Data = s_source, Validation = 2, Limit = 1 },
            Probe = new() { Data = s_source, MinPostsPerDomain = 2, MaxPostsPerDomain = 2 }
        };
        var uses = Make(files, pairs: s_pairs, pool: s_probe).Uses;
        uses.Single(u => u.Rows == "demonstrations").Sentence.ShouldBe(": 3 of 6 demonstrations are used; of the others 3 are more than the settings ask " +
            "for.");
        uses.ShouldAllBe(u => u.Warning == null);
        var questions = uses.Single(u => u.Rows == "questions");
        (questions.Given, questions.Used).ShouldBe((6, 6), "four are probed, the other two are the pool");
        uses.Single(u => u.Rows == "preference pairs").Sentence.ShouldBe(": 20 of 20 preference pairs are used.");
    }
}
