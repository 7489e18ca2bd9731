using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Tests.Writing;

public sealed class RepetitionTests
{
    [Fact]
    public void Excluded_and_earlier_questions_are_turned_away()
    {
        var fresh = new NewQuestions(["Why is bread flat?"]);
        fresh.TryAdd("why is bread FLAT").ShouldBeFalse();
        fresh.TryAdd("Why is my bread flat?").ShouldBeTrue();
        fresh.TryAdd("Why is my bread flat??").ShouldBeFalse();
        fresh.TryAdd("???").ShouldBeFalse("no word is in it");
        fresh.Repeats.ShouldBe(3);
    }

    [Fact]
    public void Near_duplicates_are_turned_away_from_the_threshold_on()
    {
        // 6 of 7 and 7 words in common order: 12 / 14 = .857.
        new NewQuestions(["how do i keep my sourdough alive"], 0.85).TryAdd("how do i keep the sourdough alive").ShouldBeFalse();
        new NewQuestions(["how do i keep my sourdough alive"], 0.86).TryAdd("how do i keep the sourdough alive").ShouldBeTrue();
    }

    [Fact]
    public void The_bit_parallel_subsequence_equals_the_table()
    {
        var random = new AlwaysOnPolicy.Randomness.SeededRandom(5);
        for (var round = 0; round < 200; round++)
        {
            var a = Enumerable.Range(0, 1 + random.Next(150)).Select(_ => random.Next(6)).ToArray();
            var b = Enumerable.Range(0, 1 + random.Next(150)).Select(_ => random.Next(6)).ToArray();
            WordOverlap.LongestCommonSubsequence(a, b).ShouldBe(Table(a, b));
        }
    }

    private static int Table(int[] a, int[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        return table[a.Length, b.Length];
    }
}
