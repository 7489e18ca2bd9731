using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.Loop;
using AlwaysOnPolicy.Experiments.Tests.PpoAlone;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Tests.Artifacts;

/// <summary>Policies at places with names that stay.</summary>
public sealed class PolicyFolderTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public async Task The_policy_of_PPO_alone_lies_in_policy_with_its_card_and_moves_with_the_run()
    {
        using var small = new SmallPpo();
        await File.WriteAllTextAsync(Path.Combine(small.At("model"), "README.md"), "---\nlanguage: en\nlicense: cc-by-4.0\n---\n# Base\nlicense: none of " +
            "this\n");
        var result = await PpoAloneRun.RunAsync(small.Settings, small.At("run"), null, default);
        result.Model.ShouldBe(Path.Combine(small.At("run"), "policy"));
        var card = await File.ReadAllTextAsync(Path.Combine(result.Model, "README.md"));
        card.ShouldStartWith("---\nlibrary_name: transformers\npipeline_tag: text-generation\nlicense: cc-by-4.0\n");
        foreach (var part in new[] { "4 steps of PPO, 8 answers a step", "Base: model. Its licence (cc-by-4.0) holds", "| prompts | prompts.txt |",
            "| reward | length 5 words |", "`{question} <sep>`", "  learning_rate: 0.001", "difference (95 %)" })
            card.ShouldContain(part);
        card.ShouldNotContain(small.Folder);   // nobody's paths are shown to others

        Directory.Move(small.At("run"), small.At("moved"));
        using var policy = Policy.Load(small.At("moved/policy"), PolicyForm.TryRead(small.At("moved/policy"))!);
        policy.Answer([new AnswerRequest("why is puppy sore ?", 1)], small.Settings.Sampling).Count.ShouldBe(1);
        if (!OperatingSystem.IsWindows())
            new FileInfo(Path.Combine(small.At("moved/policy"), "model.safetensors")).LinkTarget.ShouldStartWith("../stages/ppo-alone-");
    }

    [Fact]
    public void An_experiments_policies_have_the_names_of_arm_and_iteration()
    {
        var settings = tiny.Settings;
        string[] expected = ["sft", .. settings.Loop.Arms.SelectMany(a => Enumerable.Range(1, settings.Loop.Iterations).Select(i => $"{a.Name}-{i}"))];
        RunPolicies.In(tiny.Folder).ShouldBe(expected, ignoreOrder: true);
        foreach (var ((arm, iteration), policy) in tiny.Experiment.Policies)
        {
            var place = Path.Combine(tiny.Folder, "policies", RunPolicies.NameOf(arm, iteration));
            File.ReadAllBytes(Path.Combine(place, "model.safetensors")).ShouldBe(
                File.ReadAllBytes(Path.Combine(tiny.Run.FolderOf(policy.Stage), policy.Model, "model.safetensors")));
            File.ReadAllText(Path.Combine(place, "README.md")).ShouldContain("## Figures");
        }
    }

    [Fact]
    public void A_model_is_named_by_run_arm_and_iteration()
    {
        var arm = tiny.Settings.Loop.Arms[^1].Name;
        ModelPlace.FolderOf($"{tiny.Folder}:{arm}:1", "--model").ShouldBe(Path.Combine(tiny.Folder, "policies", $"{arm}-1"));
        ModelPlace.FolderOf($"{tiny.Folder}:sft", "--model").ShouldBe(Path.Combine(tiny.Folder, "policies", "sft"));
        Should.Throw<SettingsException>(() => ModelPlace.FolderOf($"{tiny.Folder}:{arm}:9", "--model")).Message.ShouldContain(
            $"has no policy '{arm}-9'. It has: ");
    }

    [Fact]
    public void What_is_written_beside_the_links_is_no_damage_to_the_stages() =>
        tiny.Run.FinishedStages().ShouldAllBe(s => s.FindDamage(Path.Combine(tiny.Run.StagesFolder, $"{s.Name}-{s.Key.Substring(0, 12)}")) == null);
}
