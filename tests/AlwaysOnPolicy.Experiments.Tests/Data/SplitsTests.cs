using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Data;

public sealed class SplitsTests
{
    private static QuestionRow[] Questions(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new QuestionRow($"q{i}", i % 2 == 0 ? "even" : "odd", $"Question number {i}?"))];

    [Fact]
    public void Parts_have_their_sizes_share_nothing_and_the_last_may_take_the_rest()
    {
        var parts = Splits.Make(Questions(100), [new("test", 5, PerDomain: true), new("probe", 30), new("rest", null)], seed: 3);
        parts.Select(p => p.Count).ShouldBe([10, 30, 60]);
        parts[0].Count(q => q.Domain == "even").ShouldBe(5);
        parts.SelectMany(p => p).Select(q => q.Id).ShouldBeUnique();
        Splits.RequireDisjoint([.. parts.Select((p, i) => ($"part {i}", p.Cast<IDataRow>()))]);
    }

    [Fact]
    public void The_seed_decides_and_the_order_of_the_rows_does_not()
    {
        string[] Test(IEnumerable<QuestionRow> rows, ulong seed) => [.. Splits.Make([.. rows], [new("test", 10)], seed)[0].Select(q => q.Id)];
        Test(Questions(50), 1).ShouldBe(Test(Questions(50).Reverse(), 1));
        Test(Questions(50), 1).ShouldNotBe(Test(Questions(50), 2));
    }

    [Fact]
    public void Rows_of_one_wording_or_one_post_stay_together()
    {
        PairRow Pair(int id, string question, string? post) => new($"{id}", null, question, "a", "b", post);
        PairRow[] rows =
        [
            Pair(0, "Why?", "p1"), Pair(1, "why", "p2"), Pair(2, "Edited: why?", "p2"), Pair(3, "Another", null), Pair(4, "A third", "p4"),
                Pair(5, "Fourth", "p5"),
        ];
        for (var seed = 0ul; seed < 20; seed++)
        {
            var parts = Splits.Make(rows, [new("half", 3), new("rest", null)], seed);
            parts[0].Count.ShouldBe(3);
            parts.Single(p => p.Any(r => r.Id == "0")).Select(r => r.Id).Intersect(["0", "1", "2"]).Count().ShouldBe(3);
        }
    }

    [Fact]
    public void A_part_that_no_whole_question_fills_takes_some_rows_of_one_and_its_others_are_in_no_part()
    {
        // 15 questions of 7 pairs each, 105 rows: 51 are 7 whole questions and 2 pairs of another, whose 5 others are left out.
        PairRow[] rows = [.. Enumerable.Range(0, 105).Select(i => new PairRow($"{i}", null, $"question {i / 7}", "a", "b"))];
        var notes = new List<string>();
        var parts = Splits.Make(rows, [new("half", 51), new("rest", null)], 3, notes);
        parts.Select(p => p.Count).ShouldBe([51, 49]);
        parts[0].Select(r => r.Question).Intersect(parts[1].Select(r => r.Question)).ShouldBeEmpty();
        var cut = parts[0].GroupBy(r => r.Question).Single(g => g.Count() < 7).First();
        notes.ShouldBe([$"The part 'half' got 2 of the 7 rows of '{cut.Id}' and others that ask the same; 5 are in no part."]);
    }

    [Fact]
    public void Too_few_rows_name_the_part_and_the_domain()
    {
        Should.Throw<DataException>(() => Splits.Make(Questions(10), [new("test", 6, PerDomain: true)], 1))
            .Message.ShouldContain("The part 'test' needs 6 rows of the domain even and can have only 5");
        Should.Throw<DataException>(() => Splits.Make(Questions(10), [new("test", 6), new("probe", 5)], 1)).Message.ShouldContain(
            "'probe' needs 5 rows and can have only 4");
    }

    [Fact]
    public void An_overlap_between_sets_is_named_with_examples()
    {
        var error = Should.Throw<DataException>(() => Splits.RequireDisjoint(
            ("demonstrations", [new DemonstrationRow("d1", "question NUMBER 3", "x")]),
            ("test questions", Questions(5)),
            ("pairs", [new PairRow("w1", null, "unrelated", "a", "b", "post")])));
        error.Message.ShouldContain("1 questions of test questions are in another set as well: 'q3' is 'd1' of demonstrations");
    }

    [Fact]
    public void Equal_row_numbers_of_different_sets_are_no_overlap() =>
        Splits.RequireDisjoint(("a", [new QuestionRow("row-1", null, "x")]), ("b", [new QuestionRow("row-1", null, "y")]));

    [Fact]
    public void One_post_in_two_sets_is_an_overlap_whatever_its_wording() =>
        Should.Throw<DataException>(() => Splits.RequireDisjoint(
            ("a", [new QuestionRow("p", null, "x", "p")]), ("b", [new PairRow("p/1", null, "edited", "a", "b", "p")])));
}
