using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class EliminationTableTests
{
    [Theory]
    [InlineData(0, 0, "No two questions of different clusters are that similar, so elimination over all pairs would have met the same pairs.")]
    [InlineData(1, 0, "One pair of different clusters is that similar, and is not compared; not both of it are left.")]
    [InlineData(1, 1, "One pair of different clusters is that similar, and is not compared; both of it are left, where elimination over all pairs would " +
        "have dropped one.")]
    [InlineData(2, 0, "2 pairs of different clusters are that similar, and are not compared; of none of them both are left.")]
    [InlineData(2, 1, "2 pairs of different clusters are that similar, and are not compared; of one of them both are left, where elimination over all " +
        "pairs would have dropped one.")]
    [InlineData(1200, 7, "1,200 pairs of different clusters are that similar, and are not compared; of 7 of them both are left, where elimination over " +
        "all pairs would have dropped one.")]
    public void The_caption_says_what_the_clustered_way_misses(long across, long kept, string end) =>
        EliminationTable.Of(new(54, 16, 0.932, across, kept, []))[0].Caption.ShouldEndWith($"down to a cosine of 0.932. {end}");
}
