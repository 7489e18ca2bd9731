using AlwaysOnPolicy.Experiments.Loop;
namespace AlwaysOnPolicy.Experiments.Tests.Loop;

public sealed class StudyVariationTests
{
    [Fact]
    public void One_change_at_a_time_is_compared_with_the_base() =>
        StudyVariation.Of(["a=1,2", "b=[x, y],z"], grid: false).Select(v => v.Label).ShouldBe(["base", "a=1", "a=2", "b=[x, y]", "b=z"]);

    [Fact]
    public void A_grid_is_every_combination_with_that_of_the_first_values_first()
    {
        var all = StudyVariation.Of(["a=1,2", "b=x,y"], grid: true);
        all.Select(v => v.Label).ShouldBe(["a=1, b=x", "a=1, b=y", "a=2, b=x", "a=2, b=y"]);
        all[3].Overrides.ShouldBe(["a=2", "b=y"]);
    }

    [Fact]
    public void Folders_are_names_and_differ_where_labels_do()
    {
        new StudyVariation("a=1", []).FolderName.ShouldBe("a=1");
        string[] odd = [.. new[] { "a=../x", "a=..:x", "a=" + new string('x', 300) }.Select(l => new StudyVariation(l, []).FolderName)];
        odd.Distinct().Count().ShouldBe(3);
        odd.ShouldAllBe(n => !n.Contains('/') && n.Length < 80);
    }

    [Theory]
    [InlineData("a", "form key=a,b")]
    [InlineData("a=1,,2", "form key=a,b")]
    [InlineData("a=1,1", "names '1' twice")]
    public void What_names_no_values_is_refused(string text, string says) =>
        Should.Throw<SettingsException>(() => StudyVariation.Of([text], grid: false)).Message.ShouldContain(says);

    [Fact]
    public void A_key_is_named_once() =>
        Should.Throw<SettingsException>(() => StudyVariation.Of(["a=1", "a=2"], grid: false)).Message.ShouldContain("--vary a=a,b");
}
