using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Tests;

public sealed class InnerPathTests
{
    [Theory]
    [InlineData("output.json", true), InlineData("model/model.safetensors", true), InlineData("a..b/c", true), InlineData(".hidden", true)]
    [InlineData("", false), InlineData(null, false), InlineData("..", false), InlineData("../x", false), InlineData("a/../../x", false)]
    [InlineData("/etc/passwd", false), InlineData("a//b", false), InlineData("./a", false), InlineData("a/", false), InlineData("\\x", false)]
    [InlineData("C:x", false), InlineData("..\\x", false), InlineData("a\\..\\b", false), InlineData("a\0b", false), InlineData("a/ /b", false)]
    public void Only_what_stays_in_the_folder_is_inner(string? path, bool inner)
    {
        InnerPath.IsInner(path).ShouldBe(inner);
        if (inner) InnerPath.Of("/run", path, w => new DataException(w)).ShouldBe(Path.GetFullPath($"/run/{path}"));
        else Should.Throw<DataException>(() => InnerPath.Of("/run", path, w => new DataException(w))).Message.ShouldContain("no path inside");
    }

    [Theory]
    [InlineData("policies/a/model.bin", "../../stages/s/model.bin", "stages/s/model.bin"), InlineData("a", "b", "b")]
    [InlineData("a", "../b", null), InlineData("a/b", "../../c", null), InlineData("a/b", "/etc/passwd", null), InlineData("a/b", "..", null)]
    [InlineData("a/b", "", null), InlineData("../a", "b", null), InlineData("a/b", "..\\..\\c", null)]
    public void A_link_is_followed_as_text_and_may_not_lead_out(string place, string target, string? leadsTo)
    {
        InnerPath.TryFollow(place, target, out var inner).ShouldBe(leadsTo is not null);
        if (leadsTo is not null) inner.ShouldBe(leadsTo);
    }

    [Fact]
    public async Task A_stage_whose_record_names_a_file_outside_is_not_accepted()
    {
        using var run = new TestRun();
        var plan = new Plan(7);
        var sum = plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        await run.GoAsync(plan);
        var folder = run.Folder.FolderOf(sum);
        var record = StageRecord.TryRead(folder)!;
        foreach (var outside in new[] { "../../plan.json", "/etc/hostname" })
            (record with { Files = [.. record.Files, new StageFile(outside, 1, "")] }).FindDamage(folder)!.ShouldContain("no path inside");
    }
}
