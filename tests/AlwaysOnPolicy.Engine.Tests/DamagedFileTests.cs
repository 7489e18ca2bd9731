using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>A file that is not as it was written is named by whoever reads it, and never used.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    private async Task<Artifact<Number>> DoneAsync()
    {
        var plan = new Plan(7);
        var first = plan.Add(new Sum("first", meanwhile: async (stage, cancel) =>
        {
            Directory.CreateDirectory(Path.Combine(stage.Folder, "model"));
            await File.WriteAllTextAsync(Path.Combine(stage.Folder, "model", "weights.bin"), "0123456789", cancel);
        }), new Sum.In(1, []), "first");
        await new Runner(_run.Folder).RunAsync(plan, new RunOptions { Experiment = "a: 1\n" });
        return first;
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    [Theory, InlineData("output.json"), InlineData("stage.json")]
    public async Task An_output_is_not_read_where_a_bit_of_it_or_of_its_record_is_flipped(string name)
    {
        var first = await DoneAsync();
        Flip(Path.Combine(_run.Folder.FolderOf(first), name));
        (await Should.ThrowAsync<StorageException>(() => _run.Folder.ReadAsync(first))).Message.ShouldContain(name);
    }

    [Fact]
    public async Task Side_files_are_held_to_their_hashes_also_through_the_links_of_a_published_model()
    {
        var first = await DoneAsync();
        var model = Path.Combine(_run.Folder.FolderOf(first), "model");
        var published = Path.Combine(_run.Folder.FullPath, "policies", "p");
        FolderLinks.Publish(model, published, own => File.WriteAllText(Path.Combine(own, "form.json"), "{ \"template\": \"x\" }"));
        StageFiles.CheckedFolder(published).ShouldBe(published);
        StageFiles.Checked(Path.Combine(model, "weights.bin")).ShouldNotBeNull();

        Flip(Path.Combine(published, "form.json"));
        Should.Throw<StorageException>(() => StageFiles.CheckedFolder(published)).Message.ShouldContain("form.json");
        Flip(Path.Combine(published, "form.json"));

        Flip(Path.Combine(model, "weights.bin"));
        Should.Throw<StorageException>(() => StageFiles.CheckedFolder(published)).Message.ShouldContain("weights.bin");
        Should.Throw<StorageException>(() => StageFiles.Checked(Path.Combine(model, "weights.bin"))).Message.ShouldContain("weights.bin");

        File.Delete(Path.Combine(model, "weights.bin"));
        foreach (var folder in new[] { published, model })
            Should.Throw<StorageException>(() => StageFiles.CheckedFolder(folder)).Message.ShouldContain("is missing");
    }

    [Fact]
    public async Task A_plan_and_settings_that_were_changed_are_named_and_the_next_run_writes_them_anew()
    {
        await DoneAsync();
        _run.Folder.ReadSettings("experiment.yaml").ShouldBe("a: 1\n");
        await File.WriteAllTextAsync(_run.Folder.ExperimentFile, "a: 3\n");
        Should.Throw<StorageException>(() => _run.Folder.ReadSettings("experiment.yaml")).Message.ShouldContain("experiment.yaml");
        Flip(_run.Folder.PlanFile);
        Should.Throw<StorageException>(() => PlannedStage.In(_run.Folder)).Message.ShouldContain("plan.json");

        var plan = new Plan(7);
        plan.Add(new Sum("first"), new Sum.In(1, []), "first");
        await _run.GoAsync(plan);
        _run.Observer.Calls.ShouldContain(c => c.Contains("plan.json") && c.Contains("written anew"));
        PlannedStage.In(_run.Folder).Count.ShouldBe(1);
    }

    [Fact]
    public void A_damaged_line_is_named_with_its_file()
    {
        var file = Path.Combine(_run.Folder.FullPath, "metrics.jsonl");
        File.WriteAllText(file, "{\"value\":1}\n{\"value\";2}\n");
        Should.Throw<StorageException>(() => JsonLines.Read<Number>(file)).Message.ShouldContain($"Line 2 of '{file}'");
    }

    [Fact]
    public void A_path_in_a_plan_that_leads_out_of_the_run_is_refused()
    {
        File.WriteAllBytes(_run.Folder.PlanFile, SealedJson.Seal(
            """{"seed":1,"nodes":[{"stage":"a","version":1,"folder":"../../x","key":"00","labels":["a"],"inputs":[],"input":{}}]}"""));
        Should.Throw<StorageException>(() => PlannedStage.In(_run.Folder)).Message.ShouldContain("'../../x'");
    }
}
